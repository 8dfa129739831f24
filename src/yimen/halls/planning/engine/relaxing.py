"""A bound from the linear relaxation: no plan costs less than one whose windows could be cut into fractions.

CP-SAT on two cores spends its time on better plans and proves little; the relaxation of the same model, solved to its
end by GLOP in half a second, proves far more. It is handed back to CP-SAT, which goes on from it.
"""

import math

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

SLACK = 1e-6
"""What GLOP's optimum may be off by, as a share: the bound is lowered by it before it is rounded up."""
FAR = 1e9


def bound(model: cp_model.CpModel) -> int | None:
    """The least cost, in the model's own whole units; None where the relaxation has no solution or none was found.

    Errors: ValueError for a model with a constraint that is not linear, for its relaxation would not be one.
    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    proto = model.proto
    variables = [solver.NumVar(each.domain[0], each.domain[len(each.domain) - 1], "") for each in proto.variables]
    for each in proto.constraints:
        if not each.has_linear() or len(each.enforcement_literal):
            raise ValueError("only linear constraints can be relaxed")
        low, high = each.linear.domain[0], each.linear.domain[len(each.linear.domain) - 1]
        row = solver.Constraint(max(float(low), -FAR), min(float(high), FAR))
        for variable, factor in zip(each.linear.vars, each.linear.coeffs, strict=True):
            row.SetCoefficient(variables[variable], row.GetCoefficient(variables[variable]) + factor)
    goal = solver.Objective()
    for variable, factor in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        goal.SetCoefficient(variables[variable], goal.GetCoefficient(variables[variable]) + factor)
    goal.SetOffset(proto.objective.offset)
    goal.SetMinimization()
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return None
    least = goal.Value()
    return math.ceil(least - abs(least) * SLACK - SLACK)
