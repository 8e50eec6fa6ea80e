/** @type {import("./chapters.js").Chapter} */
export default {
  id: "by-hand",
  title: { "en": "Descent by hand", "zh-CN": "手写梯度下降" },
  parts: [
    {
      title: { "en": "Repeat it", "zh-CN": "重复下去" },
      text: {
        "en": `Repeating the step is gradient descent. In matrix form, with the loss ‖Xw − y‖²/4, the gradient is Xᵀ(Xw − y)/2.`,
        "zh-CN": `把这一步重复下去就是梯度下降。写成矩阵形式，损失取 ‖Xw − y‖²/4，梯度是 Xᵀ(Xw − y)/2。`,
      },
    },
    { code: "import torch\n\nX = torch.tensor([[1., 1.], [3., 1.]])\ny = torch.tensor([[2.], [4.]])\nweights = torch.zeros(2, 1)\nfor k in range(3):\n    grad = X.T @ (X @ weights - y) / 2\n    weights = weights - 0.01 * grad\nprint(weights)\nprint(((X @ weights - y) ** 2).sum())" },
    {
      text: { "en": `The same with autograd, which finds the gradient of any loss by itself.`, "zh-CN": `用自动微分来做也一样：任何损失的梯度它都能自己求出。` },
    },
    { code: "w = torch.zeros(2, 1, requires_grad=True)\nfor k in range(1000):\n    loss = ((X @ w - y) ** 2).sum() / 4\n    loss.backward()\n    with torch.no_grad():\n        w -= 0.01 * w.grad\n    w.grad = None\nprint(w)" },
    {
      question: {
        "en": `A thousand steps of 0.01 are not enough. How many are, and what happens with a step size of 0.3? Of 0.35?`,
        "zh-CN": `步长 0.01 走一千步还不够。要多少步才够？步长换成 0.3 会怎样？0.35 呢？`,
      },
    },
  ],
};
