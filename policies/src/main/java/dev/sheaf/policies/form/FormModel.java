package dev.sheaf.policies.form;

/**
 * Foretells how many samples a second a run trains when its cache is split among the forms.
 *
 * <p>There are two foretellings. {@link #meanOfRates} is the published one: the rate of each form
 * alone, weighted by how many samples have it. {@link #resourceBound} lets all forms share each
 * resource, {@code min over r of capacity(r) / Σ share(i) · demand(i, r)}; it is the one to plan
 * with. They differ in either direction.
 *
 * <p>In the resource bound a stored sample uses storage, network, processors, bus and GPU, but not
 * the cache's bandwidth: it is read past the cache. The network carries cached and stored samples
 * alike, because neither is on the machine that trains.
 *
 * <p><i>Source:</i> Seneca (FAST 2026), Eqs 1 to 9. <i>Cost:</i> O(1). <i>Units:</i> samples a
 * second.
 *
 * @param asReleased counts two times the bytes for each augmented sample, as the script that was
 *     published beside the paper does
 */
public record FormModel(Platform platform, Samples samples, double cacheBytes, boolean asReleased) {

  /** Of a cache that may be empty. */
  public FormModel {
    if (!(cacheBytes >= 0)) {
      throw new IllegalArgumentException("cacheBytes must not be negative but was " + cacheBytes);
    }
  }

  /** As published. */
  public FormModel(Platform platform, Samples samples, double cacheBytes) {
    this(platform, samples, cacheBytes, false);
  }

  /** Samples in each form (Eqs 1 to 4): what is augmented first, because it takes least work. */
  public Residents residents(Split split) {
    var all = samples.count();
    var augmentedBytes = samples.preparedBytes() * (asReleased ? 2 : 1);
    var augmented = Math.min(all, bytes(split.augmentedPercent()) / augmentedBytes);
    var decoded =
        Math.min(all - augmented, bytes(split.decodedPercent()) / samples.preparedBytes());
    var encoded =
        Math.min(all - augmented - decoded, bytes(split.encodedPercent()) / samples.encodedBytes());
    return new Residents(augmented, decoded, encoded, all - augmented - decoded - encoded);
  }

  /** The rate when every sample is cached augmented (Eq 5). */
  public double augmentedRate() {
    var bytes = samples.preparedBytes();
    return least(
        platform.cacheBytesPerSecond() / bytes,
        platform.nodes() * platform.nicBytesPerSecond() / (bytes + platform.networkGradientBytes()),
        busRate(),
        platform.nodes() * platform.gpuSamplesPerSecond());
  }

  /** The rate when every sample is cached decoded (Eq 6). */
  public double decodedRate() {
    return least(augmentedRate(), platform.nodes() * platform.augmentSamplesPerSecond());
  }

  /** The rate when every sample is cached encoded (Eq 7). */
  public double encodedRate() {
    var bytes = samples.encodedBytes();
    return least(
        platform.cacheBytesPerSecond() / bytes,
        platform.nodes() * platform.nicBytesPerSecond() / (bytes + platform.networkGradientBytes()),
        platform.nodes() * platform.decodeSamplesPerSecond(),
        busRate(),
        platform.nodes() * platform.gpuSamplesPerSecond());
  }

  /** The rate when no sample is cached (Eq 8). */
  public double storedRate() {
    return least(encodedRate(), platform.storageBytesPerSecond() / samples.encodedBytes());
  }

  /** The mean of the forms' rates, weighted by samples (Eq 9). */
  public double meanOfRates(Split split) {
    var in = residents(split);
    return (in.augmented() * augmentedRate()
            + in.decoded() * decodedRate()
            + in.encoded() * encodedRate()
            + in.stored() * storedRate())
        / samples.count();
  }

  /** The rate at which the first resource that all forms share is used up. */
  public double resourceBound(Split split) {
    var in = residents(split);
    var all = samples.count();
    var prepared = (in.augmented() + in.decoded()) / all * samples.preparedBytes();
    var encoded = in.encoded() / all * samples.encodedBytes();
    var stored = in.stored() / all * samples.encodedBytes();
    var network = prepared + encoded + stored + platform.networkGradientBytes();
    var processorSeconds =
        in.decoded() / all / platform.augmentSamplesPerSecond()
            + (in.encoded() + in.stored()) / all / platform.decodeSamplesPerSecond();
    return least(
        over(platform.cacheBytesPerSecond(), prepared + encoded),
        over(platform.storageBytesPerSecond(), stored),
        over(platform.nodes() * platform.nicBytesPerSecond(), network),
        over(platform.nodes(), processorSeconds),
        busRate(),
        platform.nodes() * platform.gpuSamplesPerSecond());
  }

  private double busRate() {
    return platform.nodes()
        * platform.busBytesPerSecond()
        / (samples.preparedBytes() + platform.busGradientBytes());
  }

  private double bytes(int percent) {
    return percent * cacheBytes / 100;
  }

  /** A resource that nobody demands bounds nothing. */
  private static double over(double capacity, double demandPerSample) {
    return demandPerSample > 0 ? capacity / demandPerSample : Double.POSITIVE_INFINITY;
  }

  private static double least(double first, double... others) {
    var least = first;
    for (var other : others) {
      least = Math.min(least, other);
    }
    return least;
  }
}
