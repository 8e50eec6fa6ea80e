/** @type {import("./chapters.js").Chapter} */
export default {
  id: "retain-grad",
  title: { "en": "retain_grad", "zh-CN": "retain_grad" },
  parts: [
    {
      title: { "en": "Keeping an intermediate gradient", "zh-CN": "保留中间节点的梯度" },
      text: {
        "en": `The gradient of an intermediate tensor goes past and is not kept. \`retain_grad\` makes the tensor keep it as a leaf does. With y = x² and z = y²
          the gradients are dz/dy = 2y = 2 and dz/dx = 4x³ = 4.`,
        "zh-CN": `中间节点的梯度只是经过，不会保留。\`retain_grad\` 让它像叶节点一样保留梯度。设 y = x²，z = y²，则 dz/dy = 2y = 2，dz/dx = 4x³ = 4。`,
      },
    },
    { code: "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\ny = x ** 2\ny.retain_grad()\nz = y ** 2\nz.backward()\nprint(y.grad, x.grad)" },
    {
      text: { "en": `Backward starts where you say: from \`y\` the gradient of \`x\` is 2x = 2.`, "zh-CN": `反向传播从哪里开始由你决定：从 \`y\` 开始，\`x\` 的梯度是 2x = 2。` },
    },
    { code: "x = torch.tensor(1.0, requires_grad=True)\ny = x ** 2\nz = y ** 2\ny.backward()\nprint(x.grad)" },
    {
      question: {
        "en": `Leave \`retain_grad\` out of the first cell. What is \`y.grad\` then, and which warning comes with it?`,
        "zh-CN": `把第一个单元里的 \`retain_grad\` 去掉，\`y.grad\` 是什么？会有什么警告？`,
      },
    },
  ],
};
