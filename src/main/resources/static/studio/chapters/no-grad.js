/** @type {import("./chapters.js").Chapter} */
export default {
  id: "no-grad",
  title: { "en": "no_grad and detach", "zh-CN": "no_grad 与 detach" },
  parts: [
    {
      title: { "en": "Computing without a graph", "zh-CN": "不建图的计算" },
      text: {
        "en": `Under \`no_grad\` nothing is recorded for backward. \`detach\` takes a tensor out of the graph: the same storage, no history.`,
        "zh-CN": `在 \`no_grad\` 之下，什么都不会为反向传播记录。\`detach\` 把张量从图中取出：存储相同，没有历史。`,
      },
    },
    { code: "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\nwith torch.no_grad():\n    quiet = x ** 2\nprint(quiet, quiet.requires_grad)" },
    { code: "y = x ** 2\ny1 = y.detach()\nz = y1 ** 2\nprint(y)\nprint(y1)\nprint(z)" },
    {
      text: { "en": `In the graph, what is not differentiable is drawn as a constant, with a dashed outline.`, "zh-CN": `在图中，不可微的张量画成常量，轮廓是虚线。` },
    },
    {
      question: {
        "en": `\`y1\` shares its storage with \`y\`. What happens to \`y\` when you run \`y1.add_(1)\`, and can you still call \`y.backward()\`?`,
        "zh-CN": `\`y1\` 与 \`y\` 共用存储。运行 \`y1.add_(1)\` 之后 \`y\` 会怎样？还能调用 \`y.backward()\` 吗？`,
      },
    },
  ],
};
