/** @type {import("./chapters.js").Chapter} */
export default {
  id: "direction",
  title: { "en": "Direction and step size", "zh-CN": "方向与步长" },
  parts: [
    {
      title: { "en": "Where to, and how far", "zh-CN": "往哪走，走多远" },
      text: {
        "en": `The gradient (−28, −12) is the direction in which SSE grows fastest; its opposite, (28, 12), is the way down. The gradient says where, not how far:
          that is for the *step size*. With 0.01 the first step goes from (0, 0) to (0.28, 0.12).`,
        "zh-CN": `梯度 (−28, −12) 是 SSE 增长最快的方向，它的反方向 (28, 12) 是下降的方向。梯度只说往哪走，走多远由*步长*决定。取 0.01，第一步从 (0, 0) 走到 (0.28, 0.12)。`,
      },
    },
    { picture: "direction" },
    { code: "import torch\n\na = torch.tensor(0.0, requires_grad=True)\nb = torch.tensor(0.0, requires_grad=True)\nsse = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2\nsse.backward()\nprint(sse.item(), a.grad, b.grad)" },
    { code: "with torch.no_grad():\n    a -= 0.01 * a.grad\n    b -= 0.01 * b.grad\na.grad = None\nb.grad = None\nsse = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2\nsse.backward()\nprint(a, b)\nprint(sse.item(), a.grad, b.grad)" },
    {
      text: {
        "en": `From 20 down to 11.8016, and the new gradient points elsewhere: the way down bends. It crosses the contours at right angles and does not point at the
          minimum (1, 1).`,
        "zh-CN": `SSE 从 20 降到 11.8016，新的梯度指向别处：下降的路是弯的。它与等高线垂直相交，并不直指极小点 (1, 1)。`,
      },
    },
    {
      question: {
        "en": `Run the second cell again and again. Then start over with a step size of 0.1: where do you end up?`,
        "zh-CN": `反复运行第二个单元。再从头开始，把步长换成 0.1：结果走到哪里去了？`,
      },
    },
  ],
};
