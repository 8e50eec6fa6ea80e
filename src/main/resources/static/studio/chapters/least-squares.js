/** @type {import("./chapters.js").Chapter} */
export default {
  id: "least-squares",
  title: { "en": "Least squares", "zh-CN": "最小二乘" },
  parts: [
    {
      title: { "en": "A line through two points", "zh-CN": "过两点的直线" },
      text: {
        "en": `For a line y = ax + b through (1, 2) and (3, 4) the sum of squared errors is SSE(a, b) = (2 − a − b)² + (4 − 3a − b)². At the origin it is 20, and
          its gradient is (−28, −12).`,
        "zh-CN": `用直线 y = ax + b 拟合 (1, 2) 和 (3, 4)，误差平方和为 SSE(a, b) = (2 − a − b)² + (4 − 3a − b)²。在原点处它等于 20，梯度是 (−28, −12)。`,
      },
    },
    { code: "import torch\n\na = torch.tensor(0.0, requires_grad=True)\nb = torch.tensor(0.0, requires_grad=True)\nsse = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2\nsse.backward()\nprint(sse, a.grad, b.grad)" },
    {
      text: {
        "en": `With X the matrix of the rows (x, 1), SSE = ‖Xw − y‖², and its gradient is zero where XᵀXw = Xᵀy: the *normal equation*.`,
        "zh-CN": `设 X 的每一行为 (x, 1)，则 SSE = ‖Xw − y‖²；梯度为零处满足 XᵀXw = Xᵀy，即*正规方程*。`,
      },
    },
    { code: "X = torch.tensor([[1., 1.], [3., 1.]])\ny = torch.tensor([[2.], [4.]])\nw = torch.linalg.solve(X.T @ X, X.T @ y)\nprint(w)" },
    {
      text: {
        "en": `It fails when the columns of X depend on each other. *Ridge* adds λ‖w‖² to the loss, so that XᵀX + λI has an inverse for every λ > 0.`,
        "zh-CN": `当 X 的列线性相关时，它就失效了。*岭回归*在损失上加 λ‖w‖²，使 XᵀX + λI 对任何 λ > 0 都可逆。`,
      },
    },
    { code: "X = torch.tensor([[1., 2.], [2., 4.], [3., 6.]])\ny = torch.tensor([[1.], [2.], [4.]])\nw = torch.linalg.solve(X.T @ X + 0.1 * torch.eye(2), X.T @ y)\nprint(w)" },
    {
      question: {
        "en": `Solve the last cell without the ridge. What does the service say?`,
        "zh-CN": `去掉最后一个单元里的岭项再解一次，服务会怎么回答？`,
      },
    },
  ],
};
