const LOWER =
  'loss err error errors rmse rmsle mse mae mape smape msle perplexity ppl wer cer ter latency duration time seconds ms fpr fnr fdr divergence kl entropy fid brier nll regret fpd eer hausdorff distance'
const HIGHER =
  'acc accuracy f1 f2 fbeta auc auroc auprc roc ap precision recall sensitivity specificity r2 score map mar iou miou dice jaccard bleu rouge meteor ndcg mrr hit hits reward return returns kappa mcc psnr ssim throughput correlation pearson spearman likelihood tpr tnr ppv npv gini win'
const BETTER: ReadonlyMap<string, 'lower' | 'higher'> = new Map([
  ...LOWER.split(' ').map((word) => [word, 'lower'] as const),
  ...HIGHER.split(' ').map((word) => [word, 'higher'] as const),
])

/**
 * Which way a metric gets better: what the experiment says of its primary metric (`primary`: the text of the tag tailrace.primaryMetric, `-name` for lower), else
 * what the words of its name tell; undefined where they tell nothing, as those of `lr` or `epoch`.
 */
export function betterOf(key: string, primary?: string): 'lower' | 'higher' | undefined {
  if (primary !== undefined && primary.replace(/^-/, '') === key) return primary.startsWith('-') ? 'lower' : 'higher'
  const words = key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
  // The last word says what it is: `loss` of the score, `error_rate`; "r2" and "map50" are words with their number.
  const known = words.toReversed().flatMap((word) => BETTER.get(word) ?? BETTER.get(word.replace(/\d+$/, '')) ?? [])
  const [better] = known
  if (better === undefined || !words.some((word) => word === 'neg' || word === 'negative')) return better
  return better === 'lower' ? 'higher' : 'lower'
}
