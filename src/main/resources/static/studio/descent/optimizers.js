// The optimizers and schedules of torch.optim, with the settings that a learner changes first.

/** @typedef {{name: string, lr: number, settings: Record<string, number | boolean>}} Choice */

/** @type {Choice[]} */
export const OPTIMIZERS = [
  { name: "SGD", lr: 0.01, settings: { momentum: 0, nesterov: false, weight_decay: 0 } },
  { name: "Adam", lr: 0.1, settings: { weight_decay: 0, amsgrad: false } },
  { name: "AdamW", lr: 0.1, settings: { weight_decay: 0.01 } },
  { name: "NAdam", lr: 0.1, settings: { momentum_decay: 0.004 } },
  { name: "RAdam", lr: 0.1, settings: { weight_decay: 0 } },
  { name: "Adamax", lr: 0.1, settings: { weight_decay: 0 } },
  { name: "Adagrad", lr: 0.5, settings: { lr_decay: 0 } },
  { name: "Adadelta", lr: 1, settings: { rho: 0.9 } },
  { name: "RMSprop", lr: 0.05, settings: { alpha: 0.99, momentum: 0, centered: false } },
  { name: "Rprop", lr: 0.01, settings: {} },
  { name: "ASGD", lr: 0.01, settings: { alpha: 0.75 } },
  { name: "LBFGS", lr: 1, settings: { max_iter: 20, history_size: 100 } },
  { name: "Adafactor", lr: 0.1, settings: { weight_decay: 0 } },
  { name: "Muon", lr: 0.02, settings: { momentum: 0.95 } },
];

/** @type {Array<{name: string, settings: Record<string, number>}>} */
export const SCHEDULES = [
  { name: "StepLR", settings: { step_size: 50, gamma: 0.5 } },
  { name: "ExponentialLR", settings: { gamma: 0.99 } },
  { name: "CosineAnnealingLR", settings: { T_max: 200, eta_min: 0 } },
  { name: "LinearLR", settings: { start_factor: 0.1, total_iters: 20 } },
  { name: "PolynomialLR", settings: { total_iters: 200, power: 1 } },
  { name: "ReduceLROnPlateau", settings: { factor: 0.5, patience: 10 } },
];
