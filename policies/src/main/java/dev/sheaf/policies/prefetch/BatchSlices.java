package dev.sheaf.policies.prefetch;

/**
 * Which places of an epoch a node reads: the k-th of equal slices of every global batch, the last
 * batch too, which may be short.
 *
 * @param samples places in an epoch
 * @param globalBatch samples a step takes over all nodes
 * @param nodes how many nodes share a batch; a slice is {@code ceil(globalBatch / nodes)}
 */
public record BatchSlices(int samples, int globalBatch, int nodes) {
  /** Checks the ranges. */
  public BatchSlices {
    if (samples < 1 || nodes < 1 || globalBatch < nodes) {
      throw new IllegalArgumentException(
          "samples and nodes must be at least 1 and globalBatch at least nodes but were %d, %d, %d"
              .formatted(samples, nodes, globalBatch));
    }
  }

  /** The node that reads the sample at a place. */
  public int nodeOf(int place) {
    return place % globalBatch / slice();
  }

  /** How many samples a node reads in an epoch. */
  public int count(int node) {
    var from = Math.min(node * slice(), globalBatch);
    var to = Math.min(from + slice(), globalBatch);
    var rest = samples % globalBatch;
    return samples / globalBatch * (to - from)
        + Math.max(0, Math.min(rest, to) - Math.min(rest, from));
  }

  /** How many samples a node reads of one batch of an epoch, from 0. */
  public int countInBatch(int node, int batch) {
    var size = Math.min(globalBatch, samples - batch * globalBatch);
    return Math.max(0, Math.min(slice(), size - node * slice()));
  }

  /** How many batches an epoch has, a short last one too. */
  public int batches() {
    return (samples + globalBatch - 1) / globalBatch;
  }

  /** What a node reads of an epoch with this order, in order. */
  public int[] reads(int node, int[] order) {
    var reads = new int[count(node)];
    var at = 0;
    for (int batch = 0; batch < order.length; batch += globalBatch) {
      var from = batch + node * slice();
      var to = Math.min(batch + Math.min((node + 1) * slice(), globalBatch), order.length);
      for (int place = from; place < to; place++) {
        reads[at++] = order[place];
      }
    }
    return reads;
  }

  private int slice() {
    return (globalBatch + nodes - 1) / nodes;
  }
}
