/** @type {import("./chapters.js").Chapter} */
export default {
  id: "by-job",
  title: { "en": "Descent by job", "zh-CN": "用任务做梯度下降" },
  parts: [
    {
      title: { "en": "Let the service repeat it", "zh-CN": "让服务来重复" },
      text: {
        "en": `A *job* replays the recorded loss, runs backward and moves the leaves, as often as you say, inside the service. Run the cell, then open the descent
          from the origin: the path on the contours ends at (1, 1).`,
        "zh-CN": `*任务*在服务内部重放记录下来的损失，做反向传播并移动叶节点，次数由你决定。运行下面的单元，再从原点打开下降视图：等高线上的路径会走到 (1, 1)。`,
      },
    },
    { code: "import torch\n\na = torch.tensor(0.0, requires_grad=True)\nb = torch.tensor(0.0, requires_grad=True)\nsse = (2 - a - b) ** 2 + (4 - 3 * a - b) ** 2\nsse" },
    { descent: { loss: "sse", optimizer: "SGD", lr: 0.05, steps: 400 } },
    {
      title: { "en": "Choosing the step size", "zh-CN": "选择步长" },
      text: {
        "en": `Around the minimum each step multiplies the error along a direction of curvature λ by 1 − lr · λ, which stays below 1 in size only while lr < 2/λ. Here
          the largest curvature is 23.31, so the limit is 0.0858. Below the charts you can compare several step sizes.`,
        "zh-CN": `在极小点附近，沿曲率为 λ 的方向，每一步把误差乘以 1 − lr · λ；只有 lr < 2/λ 时其绝对值才小于 1。这里最大的曲率是 23.31，所以上限是 0.0858。
          在图表下方可以比较几种步长。`,
      },
    },
    { descent: { loss: "sse", optimizer: "SGD", lr: 0.1, steps: 400 } },
    {
      question: {
        "en": `Which of Adam's step sizes gets to (1, 1) in fewer steps than SGD's best?`,
        "zh-CN": `Adam 取多大的步长，才能比 SGD 的最佳步长更快走到 (1, 1)？`,
      },
    },
  ],
};
