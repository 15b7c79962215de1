package dev.sheaf.policies.economics;

import dev.sheaf.policies.vocabulary.StripeCode;
import java.util.HashMap;
import java.util.Map;

/**
 * What a candidate would cost and reach, by closed forms.
 *
 * <pre>
 *   origin reads per consumed sample  (1 - c (E-1)/E) / J, times 1.06 when jobs share (pinned + window)
 *   rate of a job                     min(gpu, card, cache / its reads, origin / its reads)
 *   cost of an epoch                  GETs and bytes + reads of the cache + its room for as long as it lasts
 * </pre>
 *
 * <p>Whatever holds the pinned part, the window is a few packages in the jobs' own memory, and
 * costs nothing. The samples in the origin are there anyway: only a packed or faster copy of them
 * costs. What is written once (a copy, the packages) is shared out over the epochs.
 *
 * <p><i>Source:</i> {@link OriginBound}, {@link PipelineBound}, {@link Prices}. <i>Cost:</i> O(1),
 * for functions that of their loss probability.
 */
public final class FeedingModel {
  /** Achieved over bound where jobs share a window: 1.02 to 1.06 in trials of whole packages. */
  static final double OVER_BOUND = 1.06;

  /** The store of the price list in which the dataset lies. */
  static final String ORIGIN = "s3-standard";

  private static final double BYTES_PER_GB = 0x1p30;
  private static final double BYTES_PER_KB = 0x1p10;
  private static final double HOURS_PER_MONTH = 730;
  private static final double PICO_PER_MICRO = 1e6;

  /** First bytes of a fast store: single-digit milliseconds (AWS S3 FAQ, 2026). */
  private static final long FAST_FIRST_BYTE_NANOS = 5_000_000;

  private final Workload workload;
  private final Site site;
  private final Prices prices;
  private final Prices.ObjectStore origin;
  private final Map<Fleet, Double> losses = new HashMap<>();

  /** For a workload at a site; the origin is the price list's {@code s3-standard}. */
  public FeedingModel(Workload workload, Site site, Prices prices) {
    this.workload = workload;
    this.site = site;
    this.prices = prices;
    this.origin = prices.store(ORIGIN);
  }

  /** What the loss of a stripe follows from; many candidates have it in common. */
  private record Fleet(long nodes, StripeCode code) {}

  /** What a candidate is made of, before its rate is known. */
  private record Parts(
      long units,
      double originReads,
      double cacheSamplesPerSecond,
      double servingPicoUsd,
      double servingPicoUsdPerHour,
      double standingPicoUsdPerHour,
      double oncePicoUsd) {}

  /** The least that a candidate can cost in an epoch: its room, were jobs never to wait. */
  public double floorMicroUsd(Candidate candidate) {
    return parts(candidate).standingPicoUsdPerHour * leastHours() / PICO_PER_MICRO;
  }

  /** The estimate. */
  public Estimate of(Candidate candidate) {
    var parts = parts(candidate);
    var rate =
        new PipelineBound(
                workload.gpuPerSecond(), site.nicBytesPerSecond() / workload.sampleBytes())
            .samplesPerSecond(
                Math.min(
                    parts.cacheSamplesPerSecond,
                    originSamplesPerSecond(candidate) / (workload.jobs() * parts.originReads)),
                1);
    var hours = workload.samples() / rate / 3_600;
    var once = parts.oncePicoUsd / workload.epochs();
    var read = workload.samples() * (double) workload.jobs() * parts.originReads;
    var packed =
        isPackedAtOrigin(candidate) && site.packing() == Site.Packing.OBJECTS
            ? packedPicoUsd(candidate, hours)
            : 0;
    return new Estimate(
        candidate,
        parts.units,
        rate,
        Math.max(0, 1 - rate / workload.gpuPerSecond()),
        parts.originReads,
        micro(read * originSamplePicoUsd(candidate) + packed),
        micro(parts.servingPicoUsd + parts.servingPicoUsdPerHour * hours + once),
        micro(parts.standingPicoUsdPerHour * hours));
  }

  private Parts parts(Candidate candidate) {
    var held = candidate.cacheShare() * workload.datasetBytes();
    return switch (candidate.place()) {
      case Candidate.OriginOnly place -> new Parts(0, 1, Double.POSITIVE_INFINITY, 0, 0, 0, 0);
      case Candidate.Window place ->
          new Parts(0, cachedReads(candidate), Double.POSITIVE_INFINITY, 0, 0, 0, 0);
      case Candidate.Spare place ->
          new Parts(0, cachedReads(candidate), Double.POSITIVE_INFINITY, 0, 0, 0, 0);
      case Candidate.Copy copy -> copy(copy.store(), candidate);
      case Candidate.Machines machines -> machines(machines.instance(), candidate, held);
      case Candidate.Service service -> service(service.service(), candidate, held);
      case Candidate.Functions functions -> functions(functions, candidate, held);
    };
  }

  private Parts copy(Prices.ObjectStore store, Candidate candidate) {
    var perGet = candidate.packed() ? samplesPerPackage(candidate) : 1;
    var gets = workload.samples() / perGet;
    var getBytes = perGet * workload.sampleBytes();
    var bytesPerSecond = site.bytesPerSecond(getBytes, 1, FAST_FIRST_BYTE_NANOS);
    var read =
        gets * workload.jobs() * store.getPicoUsd()
            + workload.servedBytes() / BYTES_PER_GB * store.readGbPicoUsd();
    return new Parts(
        0,
        1.0 / workload.jobs() / workload.epochs(),
        bytesPerSecond / workload.sampleBytes(),
        read,
        0,
        workload.datasetBytes() / BYTES_PER_GB * store.gbMonthPicoUsd() / HOURS_PER_MONTH,
        gets * store.putPicoUsd());
  }

  private Parts machines(Prices.Instance instance, Candidate candidate, double held) {
    var demanded = workload.jobs() * workload.gpuPerSecond() * workload.sampleBytes();
    var count =
        Math.max(
            1,
            Math.max(
                Math.ceil(held / instance.holdsBytes()),
                Math.ceil(demanded * (1 - workload.stallLimit()) / instance.bytesPerSecond())));
    var perJob = count * instance.bytesPerSecond() / workload.sampleBytes() / workload.jobs();
    return new Parts(
        (long) count, cachedReads(candidate), perJob, 0, 0, count * instance.hourPicoUsd(), 0);
  }

  private Parts service(Prices.MemoryService service, Candidate candidate, double held) {
    var read = workload.servedBytes() * candidate.cacheShare() / BYTES_PER_KB;
    return new Parts(
        0,
        cachedReads(candidate),
        Double.POSITIVE_INFINITY,
        read * service.kilobytePicoUsd(),
        0,
        held / BYTES_PER_GB * service.gbHourPicoUsd(),
        0);
  }

  private Parts functions(Candidate.Functions functions, Candidate candidate, double held) {
    var packageBytes = samplesPerPackage(candidate) * workload.sampleBytes();
    var fleet = new FleetModel(prices.functions(), functions, held, packageBytes);
    var packages = held / packageBytes;
    var refill =
        samplesPerPackage(candidate) * originSamplePicoUsd(candidate) + fleet.writePicoUsd();
    var loss =
        losses.computeIfAbsent(
            new Fleet(fleet.nodes(), functions.code()), each -> fleet.lossPerMinute());
    var bytesPerSecond = fleet.bytesPerSecond() / workload.jobs();
    return new Parts(
        fleet.nodes(),
        cachedReads(candidate),
        bytesPerSecond / workload.sampleBytes() / candidate.cacheShare(),
        packages * workload.jobs() * fleet.readPicoUsd(),
        fleet.lostPackagesPerHour(loss) * refill,
        fleet.standingPicoUsdPerHour(),
        packages * fleet.writePicoUsd());
  }

  private double cachedReads(Candidate candidate) {
    var bound = OriginBound.coldRun(candidate.cacheShare(), workload.jobs(), workload.epochs());
    return bound * (workload.jobs() == 1 ? 1 : OVER_BOUND);
  }

  /** A fast copy is packed while it is written; the origin stays as it is. */
  private boolean isPackedAtOrigin(Candidate candidate) {
    return candidate.packed()
        && !(candidate.place() instanceof Candidate.Copy && site.packing() != Site.Packing.PACKED);
  }

  private double samplesPerGet(Candidate candidate) {
    return isPackedAtOrigin(candidate) ? samplesPerPackage(candidate) : 1;
  }

  private double samplesPerPackage(Candidate candidate) {
    return Math.max(1, Math.floor((double) candidate.packageBytes() / workload.sampleBytes()));
  }

  private double originSamplePicoUsd(Candidate candidate) {
    var bytes = workload.sampleBytes() / BYTES_PER_GB;
    return origin.getPicoUsd() / samplesPerGet(candidate)
        + bytes * (origin.readGbPicoUsd() + site.egressPicoUsdPerGb());
  }

  private double originSamplesPerSecond(Candidate candidate) {
    var getBytes = samplesPerGet(candidate) * workload.sampleBytes();
    var bytes =
        Math.min(
            Math.min(site.originBytesPerSecond(), site.getsPerSecond() * getBytes),
            site.bytesPerSecond(getBytes, workload.jobs(), site.getNanos()));
    return bytes / workload.sampleBytes();
  }

  /** A packed copy: read and written once, and kept while jobs run. */
  private double packedPicoUsd(Candidate candidate, double hours) {
    var kept = workload.datasetBytes() / BYTES_PER_GB * origin.gbMonthPicoUsd() / HOURS_PER_MONTH;
    var written =
        workload.samples() * (origin.getPicoUsd() + origin.putPicoUsd() / samplesPerGet(candidate));
    return kept * hours + written / workload.epochs();
  }

  private double leastHours() {
    return workload.samples() / workload.gpuPerSecond() / 3_600;
  }

  private static long micro(double picoUsd) {
    return Math.round(picoUsd / PICO_PER_MICRO);
  }
}
