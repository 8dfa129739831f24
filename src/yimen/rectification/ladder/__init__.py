"""督促阶梯参数: how many working days each rung gives, as a county set them, proposed by one and confirmed by another."""
