import { pictureModel } from './models.ts'
import type { Curve, DemoDataset, DemoExperiment, DemoRun, Files } from './plan.ts'
import { approach, noise, randomFrom, round } from './random.ts'
import { streetPicture } from './street.ts'

const EPOCHS = 80
const PICTURE_EPOCHS = [0, 5, 10, 20, 40, 79]

const pictures = (name: string, split: string, rows: number): DemoDataset => ({
  name: `streets-${split}`,
  digest: name,
  context: split === 'train' ? 'training' : 'validation',
  source: JSON.stringify({ url: `https://example.com/datasets/streets-${split}.tar` }),
  schema: {
    mlflow_tensorspec: {
      features: [{ type: 'tensor', 'tensor-spec': { dtype: 'float32', shape: [-1, 3, 96, 160] } }],
      targets: [{ type: 'tensor', 'tensor-spec': { dtype: 'uint8', shape: [-1, 96, 160] } }],
    },
  },
  profile: { num_rows: rows, num_elements: rows * 3 * 96 * 160 },
})
const STREETS = [pictures('3f1c9a20', 'train', 2975), pictures('a77d04e1', 'validation', 500)]

/** How the machine was doing, every fourth epoch. */
function machine(seed: string, load: number): Curve[] {
  const random = randomFrom(`${seed} machine`)
  const around = (level: number, spread: number): number[] =>
    Array.from({ length: EPOCHS / 4 }, () => round(Math.max(0, level + noise(random, spread)), 2))
  return [
    { key: 'system/cpu_utilization_percentage', values: around(38, 4) },
    { key: 'system/gpu_0_utilization_percentage', values: around(load, 3) },
    { key: 'system/gpu_0_memory_usage_megabytes', values: around(9_400 + load * 20, 60) },
    { key: 'system/system_memory_usage_megabytes', values: around(14_200, 240) },
  ].map((curve) => ({ ...curve, every: 4 }))
}

interface Trial {
  name: string
  encoder: string
  rate: number
  batch: number
  hoursAgo: number
  user?: string
}

function segmentation({ name, encoder, rate, batch, hoursAgo, user = 'ana' }: Trial): DemoRun {
  const random = randomFrom(name)
  const off = Math.log10(rate) + 3
  const best = 0.79 - 0.035 * off * off + (encoder === 'resnet50' ? 0.04 : encoder === 'mit-b2' ? 0.055 : 0) - batch / 2_000
  const pace = 0.1 + 0.05 * Math.max(0, -off)
  const curve = (key: string, from: number, to: number, spread = 0.02): Curve => ({
    key,
    values: approach(random, { from, to, steps: EPOCHS, pace, spread }),
  })
  return {
    name,
    user,
    hoursAgo,
    minutes: 48 + batch,
    params: {
      encoder,
      'optimizer.name': 'adamw',
      'optimizer.lr': rate,
      'optimizer.weight_decay': 0.01,
      batch_size: batch,
      epochs: EPOCHS,
      crop: 96,
    },
    curves: [
      curve('train/loss', 2.3, 0.9 - best, 0.01),
      curve('val/loss', 2.25, 1.02 - best),
      curve('val/iou', 0.08, best),
      curve('val/pixel_accuracy', 0.35, best + 0.13, 0.015),
      { key: 'lr', values: Array.from({ length: EPOCHS }, (_, epoch) => (rate / 2) * (1 + Math.cos((Math.PI * epoch) / EPOCHS))) },
      ...machine(name, 70 + batch / 4),
    ],
    tags: { team: 'vision', architecture: 'unet' },
    datasets: STREETS,
  }
}

const images =
  (name: string, quality: number) =>
  (startedAt: number): Files =>
    Object.fromEntries(
      PICTURE_EPOCHS.map((epoch, index) => [
        `images/prediction+step+${epoch}+timestamp+${startedAt + epoch * 36_000}+${String(index).repeat(8)}-0000-4000-8000-000000000000.png`,
        streetPicture(name, quality * (1 - 2 ** (-epoch / 12))),
      ]),
    )

const CLASSES = ['road', 'sky', 'vegetation', 'car', 'pedestrian', 'sign']
const perClass = (name: string): string => {
  const random = randomFrom(`${name} classes`)
  const data = CLASSES.map((label, index) => [label, round(0.95 - index * 0.08 + noise(random, 0.01), 4), 60_000 - index * 9_300])
  return JSON.stringify({ columns: ['class', 'iou', 'pixels'], data })
}

/** A run whose pictures, table and model were kept. */
function kept(trial: Trial, note: string): DemoRun {
  return {
    ...segmentation(trial),
    note,
    tags: {
      team: 'vision',
      architecture: 'unet',
      candidate: 'yes',
      'mlflow.loggedImages': 'True',
      'mlflow.loggedArtifacts': '[{"path": "per_class.json", "type": "table"}]',
    },
    files: (startedAt) => ({
      ...images(trial.name, 0.97)(startedAt),
      'per_class.json': perClass(trial.name),
      'config.yaml': `encoder: ${trial.encoder}\noptimizer:\n  name: adamw\n  lr: ${trial.rate}\ndata:\n  crop: 96\n  classes: [${CLASSES.join(', ')}]\n`,
      'train.log': Array.from({ length: EPOCHS }, (_, epoch) => `epoch ${epoch + 1}/${EPOCHS} done\n`).join(''),
    }),
    model: { ...pictureModel(round(0.4 + trial.rate * 10, 3)), register: 'road-segmenter' },
  }
}

const RATES = [0.0001, 0.0003, 0.001, 0.003]
const sweep: DemoRun = {
  name: 'sweep-lr-batch',
  user: 'ana',
  hoursAgo: 75,
  minutes: 720,
  params: { strategy: 'grid', trials: 12 },
  curves: [],
  tags: { team: 'vision' },
  note: 'Grid over learning rate and batch size, `resnet34` encoder.\n\n| rate | verdict |\n|---|---|\n| 1e-4 | too slow |\n| 1e-3 | best |\n| 3e-3 | unstable |',
  children: RATES.flatMap((rate, row) =>
    [8, 16, 32].map((batch, column) =>
      segmentation({ name: `lr${rate}-b${batch}`, encoder: 'resnet34', rate, batch, hoursAgo: 74 - row * 3 - column }),
    ),
  ),
}

const diverged: DemoRun = {
  ...segmentation({ name: 'lr0.03-diverged', encoder: 'resnet50', rate: 0.03, batch: 16, hoursAgo: 7, user: 'bjorn' }),
  status: 'FAILED',
  minutes: 9,
  note: 'Loss became NaN at epoch 11. Gradient clipping was off.',
  curves: [
    { key: 'train/loss', values: [2.3, 2.1, 2.4, 3.9, 6.2, 18.4, 97.1, 1_240, 88_000, Infinity, NaN, NaN] },
    { key: 'val/loss', values: [2.3, 2.2, 2.6, 4.4, 7.9, 22.5, 131, 1_911, 96_000, Infinity, NaN, NaN] },
  ],
}

const inFlight: DemoRun = (() => {
  const whole = segmentation({ name: 'mit-b2-long', encoder: 'mit-b2', rate: 0.0006, batch: 16, hoursAgo: 0.6, user: 'ana' })
  return {
    ...whole,
    status: 'RUNNING',
    minutes: 36,
    curves: whole.curves.map((curve) => ({ ...curve, values: curve.values.slice(0, Math.ceil(curve.values.length * 0.55)) })),
  }
})()

export const segmentationExperiment: DemoExperiment = {
  name: 'vision/segmentation',
  note: '# Street scenes\nSegments road, sky, vegetation and cars in 160 x 96 pictures.\n\n* Primary metric: `val/iou`\n* Data: streets-train, streets-validation',
  tags: { team: 'vision', 'tailrace.primaryMetric': 'val/iou' },
  runs: [
    sweep,
    kept(
      { name: 'resnet50-baseline', encoder: 'resnet50', rate: 0.001, batch: 16, hoursAgo: 50 },
      'Larger encoder, best rate of the sweep.',
    ),
    kept(
      { name: 'mit-b2-warmup', encoder: 'mit-b2', rate: 0.0006, batch: 16, hoursAgo: 26, user: 'bjorn' },
      'Transformer encoder with warm-up. **Best so far.**',
    ),
    kept({ name: 'mit-b2-mixup', encoder: 'mit-b2', rate: 0.0008, batch: 16, hoursAgo: 14 }, 'As `mit-b2-warmup`, with mixup.'),
    diverged,
    inFlight,
    {
      ...segmentation({ name: 'typo-in-config', encoder: 'resnet34', rate: 0.001, batch: 8, hoursAgo: 77 }),
      status: 'KILLED',
      minutes: 2,
      deleted: true,
    },
  ],
}

function detection(name: string, index: number): DemoRun {
  const random = randomFrom(name)
  const [backbone = '', size = ''] = name.split('-')
  const map = 0.41 + index * 0.018 + (size === '512' ? 0.03 : 0) + noise(random, 0.004)
  return {
    name,
    user: index % 3 === 0 ? 'chidi' : 'bjorn',
    hoursAgo: 160 - index * 11,
    minutes: 90 + index * 6,
    params: { backbone, image_size: size, anchors: index % 2 === 0 ? 9 : 12, lr: 0.002, epochs: 40 },
    curves: [
      { key: 'loss', values: approach(random, { from: 4.1, to: 1.6 - map, steps: 40 }) },
      { key: 'mAP', values: approach(random, { from: 0.02, to: map, steps: 40, pace: 0.2 }) },
      { key: 'mAP@50', values: approach(random, { from: 0.05, to: map + 0.21, steps: 40, pace: 0.18 }) },
    ],
    tags: { team: 'vision' },
    datasets: STREETS,
  }
}

export const detectionExperiment: DemoExperiment = {
  name: 'vision/detection',
  note: 'Cars and pedestrians in the same street scenes.',
  tags: { team: 'vision', 'tailrace.primaryMetric': 'mAP' },
  runs: ['resnet34-384', 'resnet34-512', 'resnet50-384', 'resnet50-512', 'convnext-384', 'convnext-512', 'swin-384', 'swin-512'].map(
    detection,
  ),
}
