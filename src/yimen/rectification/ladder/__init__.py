"""督促阶梯参数: how many working days each rung gives, as its county set them, proposed and confirmed by two."""
