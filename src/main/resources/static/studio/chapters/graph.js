/** @type {import("./chapters.js").Chapter} */
export default {
  id: "graph",
  title: { "en": "The dynamic graph", "zh-CN": "动态计算图" },
  parts: [
    {
      title: { "en": "The graph is made while you compute", "zh-CN": "计算图在计算时生成" },
      text: {
        "en": `A tensor that asks for its gradient is a *leaf*. Each op on it gives a new tensor that remembers the function it came from, its \`grad_fn\`.
          Run the cell with Shift+Enter and watch the graph grow beside it: tensors are the nodes, functions the arrows.`,
        "zh-CN": `要求梯度的张量称为*叶节点*。对它做的每次运算都产生一个新张量，新张量记得自己由哪个函数得来，这个函数就是它的 \`grad_fn\`。
          按 Shift+Enter 运行下面的单元，旁边的图会随之生长：张量是节点，函数是箭头。`,
      },
    },
    { code: "import torch\n\nx = torch.tensor(1.0, requires_grad=True)\ny = x ** 2\nz = y + 1\nprint(x)\nprint(y)\nprint(z)" },
    { picture: "graph" },
    {
      text: {
        "en": `\`x\` is a leaf, \`y\` an intermediate and \`z\` the output. Choose a node in the graph: its history goes back along the arrows, from a result to what
          it was computed from. That is *backtracking*.`,
        "zh-CN": `\`x\` 是叶节点，\`y\` 是中间节点，\`z\` 是输出节点。在图中点选一个节点，“历史”一栏沿箭头反向走，从结果回到算出它的那些量，这就是*回溯*。`,
      },
    },
    { code: "z.backward()\nx.grad" },
    {
      text: {
        "en": `The derivative of y = x² at x = 1 is 2: the slope of the tangent at (1, 1), which is the line 2x − 1.`,
        "zh-CN": `y = x² 在 x = 1 处的导数是 2，也就是曲线在点 (1, 1) 处切线的斜率；这条切线是 2x − 1。`,
      },
    },
    { picture: "tangent" },
    {
      text: {
        "en": `With two variables the slopes form the *gradient*. The sum of squared errors of a line y = ax + b through (1, 2) and (3, 4) has the gradient
          (−28, −12) at the origin. The line through the origin and (−28, −12) is the direction in which it changes fastest.`,
        "zh-CN": `有两个变量时，各方向的斜率组成*梯度*。用直线 y = ax + b 拟合点 (1, 2) 和 (3, 4)，误差平方和在原点处的梯度是 (−28, −12)。
          过原点与 (−28, −12) 的直线就是它变化最快的方向。`,
      },
    },
    { picture: "direction" },
    {
      question: {
        "en": `What does the graph look like if \`z\` is \`y + x\`? Change the cell, run it, and count the arrows that leave \`x\`.`,
        "zh-CN": `如果 \`z\` 改成 \`y + x\`，图会是什么样？改一改单元再运行，数一数从 \`x\` 出发的箭头。`,
      },
    },
  ],
};
