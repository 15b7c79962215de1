package dev.sheaf.policies.form;

/**
 * What the machines of a training run can do.
 *
 * <p><i>Source:</i> the symbols are those of Seneca (FAST 2026, Table 3): n, T_gpu, T_(D+A), T_A,
 * B_cache, B_nic, B_storage, B_pcie, C_nw and C_pcie.
 *
 * @param nodes how many machines train; the rates of a node are multiplied by it, those of the
 *     cache and the storage are not
 * @param gpuSamplesPerSecond what the GPUs of one node take
 * @param decodeSamplesPerSecond what the processors of one node decode and augment
 * @param augmentSamplesPerSecond what they augment, when the samples are decoded already
 * @param cacheBytesPerSecond what the cache gives
 * @param nicBytesPerSecond what one node's network takes
 * @param storageBytesPerSecond what the storage gives
 * @param busBytesPerSecond what one node's bus to the GPUs takes
 * @param networkGradientBytes gradients that cross the network for each sample
 * @param busGradientBytes gradients that cross the bus for each sample
 */
public record Platform(
    int nodes,
    double gpuSamplesPerSecond,
    double decodeSamplesPerSecond,
    double augmentSamplesPerSecond,
    double cacheBytesPerSecond,
    double nicBytesPerSecond,
    double storageBytesPerSecond,
    double busBytesPerSecond,
    double networkGradientBytes,
    double busGradientBytes) {

  /** Machines that can do something of everything. */
  public Platform {
    positive("nodes", nodes);
    positive("gpuSamplesPerSecond", gpuSamplesPerSecond);
    positive("decodeSamplesPerSecond", decodeSamplesPerSecond);
    positive("augmentSamplesPerSecond", augmentSamplesPerSecond);
    positive("cacheBytesPerSecond", cacheBytesPerSecond);
    positive("nicBytesPerSecond", nicBytesPerSecond);
    positive("storageBytesPerSecond", storageBytesPerSecond);
    positive("busBytesPerSecond", busBytesPerSecond);
    if (!(networkGradientBytes >= 0 && busGradientBytes >= 0)) {
      throw new IllegalArgumentException(
          "gradient bytes must not be negative but were %s and %s"
              .formatted(networkGradientBytes, busGradientBytes));
    }
  }

  /**
   * Gradient bytes for each sample of a ring all-reduce: {@code 2 (k - 1) / k} times the model for
   * each batch; 0 on paths that NVLink spares.
   */
  public static double ringBytesPerSample(int gpus, double modelBytes, int batchSamples) {
    return 2.0 * (gpus - 1) / gpus * modelBytes / batchSamples;
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be more than 0 but was " + value);
    }
  }
}
