package dev.sheaf.policies.eviction;

/**
 * Keeps a package until every active job has read it, then gives its place to a random one that
 * some job has still to read, loaded in the background; offers a job what is held and it has not
 * read, before anything else.
 *
 * <p>A package that finds no room passes by. With one job nothing is given up: it would only be
 * read again.
 *
 * <p><i>Source:</i> opportunistic data sampling of Seneca (FAST 2026, §5), with the count over
 * active jobs instead of a constant, and refilled with what is needed.
 */
public record KeptUntilUsed() implements Residency {
  @Override
  public String name() {
    return "ods";
  }

  @Override
  public long windowBytes(long capacityBytes, long peakOpenBytes) {
    return capacityBytes;
  }
}
