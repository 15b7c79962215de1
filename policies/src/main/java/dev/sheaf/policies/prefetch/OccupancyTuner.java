package dev.sheaf.policies.prefetch;

/**
 * Adds readers or buffer until the buffer stays full, and then stops for good: the loop that PRISMA
 * was released with, kept as a baseline.
 *
 * <p>It looks only at how full the buffer is, where a file counts from the moment its reading
 * begins; it counts files instead of bytes, never gives anything back, and never starts again when
 * the job changes its pace.
 *
 * <pre>
 *   for 15 s: nothing; then every 100 ms, once 10 fills were seen, of their mean m and deviation σ
 *   m ≥ 80 and σ ≤ 20 ─► stop for good
 *   m ≤ 30 or  σ ≤ 20 ─► one reader more, up to the hardware's threads
 *   else              ─► 10 files more, from 10 up to 100
 * </pre>
 *
 * <p><i>Source:</i> PRISMA (Macedo et al., IEEE Cluster 2021); thresholds, whole-number means and
 * deviations as in its repository, {@code prisma/autotuner.cpp}. <i>Cost:</i> O(1).
 */
public final class OccupancyTuner implements PrefetchTuner {
  private static final long WARM_UP_NANOS = 15_000_000_000L;
  private static final long EVERY_NANOS = 100_000_000L;
  private static final int LEAST_SEEN = 10;
  private static final int FULL_PERCENT = 80;
  private static final int EMPTY_PERCENT = 30;
  private static final int STEADY_PERCENT = 20;
  private static final int FILES_STEP = 10;
  private static final int MOST_FILES = 100;

  private final long fileBytes;
  private final int mostReaders;
  private int readers = 1;
  private int files = FILES_STEP;
  private boolean stopped;
  private Fill seen = Fill.NONE;

  /**
   * A loop that begins with one reader and ten files.
   *
   * @param fileBytes mean size of a file; what turns its limit into bytes
   * @param mostReaders the hardware's threads
   */
  public OccupancyTuner(long fileBytes, int mostReaders) {
    if (fileBytes < 1 || mostReaders < 1) {
      throw new IllegalArgumentException(
          "fileBytes and mostReaders must be at least 1 but were %d and %d"
              .formatted(fileBytes, mostReaders));
    }
    this.fileBytes = fileBytes;
    this.mostReaders = mostReaders;
  }

  @Override
  public String name() {
    return "prismaAsReleased";
  }

  @Override
  public long everyNanos() {
    return EVERY_NANOS;
  }

  @Override
  public int readers() {
    return readers;
  }

  @Override
  public long bufferBytes() {
    return files * fileBytes;
  }

  @Override
  public Verdict judge(Observed observed) {
    seen = seen.and(observed.reserved());
    if (stopped || observed.sinceStartNanos() < WARM_UP_NANOS || seen.count() < LEAST_SEEN) {
      return new Verdict.Keep();
    }
    var mean = (int) seen.mean();
    var deviation = (int) seen.deviation();
    seen = Fill.NONE;
    if (mean >= FULL_PERCENT && deviation <= STEADY_PERCENT) {
      stopped = true;
      return new Verdict.Settle();
    }
    return mean <= EMPTY_PERCENT || deviation <= STEADY_PERCENT ? oneReaderMore() : moreFiles();
  }

  private Verdict oneReaderMore() {
    if (readers == mostReaders) {
      return new Verdict.Keep();
    }
    readers++;
    return new Verdict.ReadWith(readers);
  }

  private Verdict moreFiles() {
    if (files == MOST_FILES) {
      return new Verdict.Keep();
    }
    files += FILES_STEP;
    return new Verdict.Buffer(bufferBytes());
  }
}
