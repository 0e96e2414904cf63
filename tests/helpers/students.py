"""Classes of Values as students write them: one as it should be, and some with a mistake each."""

import math


class Right:
    """A class as it should be, in the interface of micrograd."""

    def __init__(self, data, edges=()):
        self.data = data
        self.grad = 0.0
        self.edges = edges  # (operand, local derivative)

    @classmethod
    def of(cls, x):
        return x if isinstance(x, Right) else cls(x)

    def new(self, data, *edges):
        return type(self)(data, edges)

    def __add__(self, other):
        other = self.of(other)
        return self.new(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = self.of(other)
        return self.new(self.data * other.data, (self, other.data), (other, self.data))

    def __pow__(self, n):
        if not isinstance(n, int | float):
            raise TypeError("only numbers for now")
        return self.new(self.data**n, (self, n * self.data ** (n - 1)))

    def __neg__(self):
        return self.new(-self.data, (self, -1.0))

    def __sub__(self, other):
        return self + (-self.of(other))

    def __truediv__(self, other):
        return self * self.of(other) ** -1

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return self.of(other) - self

    def __rtruediv__(self, other):
        return self.of(other) / self

    def tanh(self):
        out = math.tanh(self.data)
        return self.new(out, (self, 1.0 - out**2))

    def relu(self):
        return self.new(max(self.data, 0.0), (self, float(self.data > 0.0)))

    def exp(self):
        return self.new(math.exp(self.data), (self, math.exp(self.data)))

    def nodes(self):
        """All nodes below, each before its operands."""
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack += [(operand, False) for operand, _ in node.edges]
        return order[::-1]

    def backward(self):
        nodes = self.nodes()
        for node in nodes:
            if node.edges:
                node.grad = 0.0
        self.grad = 1.0
        for node in nodes:
            self.pass_on(node)

    def pass_on(self, node):
        for operand, local in node.edges:
            operand.grad += local * node.grad


class Assigns(Right):
    def pass_on(self, node):
        for operand, local in node.edges:
            operand.grad = local * node.grad


class BreadthFirst(Right):
    def nodes(self):
        order = {self: None}  # in the order in which they are met
        queue = [self]
        for node in queue:
            for operand, _ in node.edges:
                if operand not in order:
                    order[operand] = None
                    queue.append(operand)
        return list(order)


class EveryPath(Right):
    def backward(self, grad=1.0):
        self.grad += grad
        for operand, local in self.edges:
            operand.backward(local * self.grad)


class Recursive(Right):
    def nodes(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for operand, _ in node.edges:
                    visit(operand)
                order.append(node)

        visit(self)
        return order[::-1]


class InSetOrder(Right):
    def nodes(self):
        return list(set(super().nodes()))


class RightAndWrongInTurn(Right):
    turn = 0

    def pass_on(self, node):
        InTurn = RightAndWrongInTurn
        InTurn.turn += 1
        for operand, local in node.edges:
            operand.grad += local * node.grad * (1.0 if InTurn.turn % 97 else 2.0)


class KeepsInnerGradients(Right):
    def backward(self):
        self.grad = 1.0
        for node in self.nodes():
            self.pass_on(node)


class WipesLeaves(Right):
    def backward(self):
        for node in self.nodes():
            node.grad = 0.0
        super().backward()


class WrongSignInSub(Right):
    def __sub__(self, other):
        other = self.of(other)
        return self.new(self.data - other.data, (self, 1.0), (other, 1.0))


class WrongPower(Right):
    def __pow__(self, n):
        return self.new(self.data**n, (self, self.data ** (n - 1)))


class TanhOfTheInput(Right):
    def tanh(self):
        return self.new(math.tanh(self.data), (self, 1.0 - self.data**2))


class NoChainRuleInTanh(Right):
    def tanh(self):
        node = super().tanh()
        node.is_tanh = True
        return node

    def pass_on(self, node):
        for operand, local in node.edges:
            operand.grad += local * (1.0 if hasattr(node, "is_tanh") else node.grad)


class NothingReflected(Right):
    __radd__ = __rmul__ = __rsub__ = __rtruediv__ = None


class NoNumbers(Right):
    @classmethod
    def of(cls, x):
        return x


class WrongExp(Right):
    def exp(self):
        return self.new(2.7**self.data, (self, 2.7**self.data))


class NoData:
    def __init__(self, value):
        self.value = value


def marks(result):
    return {mark.name: mark for mark in result.marks}


def wrong(result):
    return [mark.name for mark in result.failures]
