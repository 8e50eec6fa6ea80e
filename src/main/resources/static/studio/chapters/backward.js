/** @type {import("./chapters.js").Chapter} */
export default {
  id: "backward",
  title: { "en": "Backward", "zh-CN": "反向传播" },
  parts: [
    {
      title: { "en": "Backward fills the leaves", "zh-CN": "反向传播求出叶节点的梯度" },
      text: {
        "en": `\`backward\` goes through the functions from the newest to the oldest and multiplies what arrives by the local derivative: dz/dy = 1, dy/dx = 2x.
          Open the view **Backward** after the first cell to step through it.`,
        "zh-CN": `\`backward\` 从最新的函数走到最早的函数，每一步都把传来的梯度乘以局部导数：dz/dy = 1，dy/dx = 2x。运行第一个单元之后，打开**反向传播**视图可以逐步观看。`,
      },
    },
    { code: "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\ny = x ** 2\nz = y + 1\nprint(x.grad)" },
    { code: "z.backward()\nprint(x.grad)" },
    {
      title: { "en": "The graph serves once", "zh-CN": "一张图只能反向传播一次" },
      text: {
        "en": `\`pow\` had kept \`x\` for its derivative, and backward has let go of it. A second backward is refused.`,
        "zh-CN": `\`pow\` 为了求导保存了 \`x\`，反向传播之后就释放了它。第二次反向传播会被拒绝。`,
      },
    },
    { code: "z.backward()" },
    {
      text: {
        "en": `With \`retain_graph=True\` the graph stays. Gradients *add up* in the leaves until you clear them.`,
        "zh-CN": `加上 \`retain_graph=True\`，图就会保留下来。叶节点的梯度会*一直累加*，直到清零。`,
      },
    },
    { code: "x = torch.tensor(1.0, requires_grad=True)\nz = x ** 2 + 1\nz.backward(retain_graph=True)\nz.backward()\nprint(x.grad)\nx.grad = None" },
    {
      question: {
        "en": `An addition keeps nothing: does \`(x + 3).backward()\` go twice? And \`(x * 3)\`, which keeps the 3?`,
        "zh-CN": `加法什么也不保存：对 \`x + 3\` 能反向传播两次吗？对要保存 3 的 \`x * 3\` 呢？`,
      },
    },
  ],
};
