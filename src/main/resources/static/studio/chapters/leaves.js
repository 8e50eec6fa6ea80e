/** @type {import("./chapters.js").Chapter} */
export default {
  id: "leaves",
  title: { "en": "Leaf nodes", "zh-CN": "叶节点" },
  parts: [
    {
      title: { "en": "What is a leaf?", "zh-CN": "什么是叶节点？" },
      text: {
        "en": `A leaf is a tensor that no recorded function made: what you gave, what was detached, and all that needs no gradient.`,
        "zh-CN": `叶节点是没有被记录的函数产生的张量：你给定的、分离出来的，以及一切不需要梯度的张量。`,
      },
    },
    { code: "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\ny = x ** 2\nz = y + 1\nprint(x.is_leaf, y.is_leaf, z.is_leaf)" },
    { code: "plain = torch.tensor([1])\ny1 = y.detach()\nprint(plain.is_leaf, y1.is_leaf)" },
    {
      text: {
        "en": `A leaf that requires grad must not be changed in place while it is recorded: the derivative would be of something that is gone.`,
        "zh-CN": `要求梯度的叶节点不能在记录时就地修改：否则求出的导数属于一个已不存在的值。`,
      },
    },
    { code: "x.add_(1)" },
    {
      question: {
        "en": `How does gradient descent change its parameters, then? Put the line under \`torch.no_grad()\` and try again.`,
        "zh-CN": `那么梯度下降怎样修改参数？把这一行放到 \`torch.no_grad()\` 之下再试。`,
      },
    },
  ],
};
