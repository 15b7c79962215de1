package dev.sheaf.actors.job;

/**
 * What a job was served in one epoch.
 *
 * @param selected how many samples the epoch reads; -1 where it reads all of the job's
 * @param delivered samples delivered and not repeated
 * @param originSamples samples read from the origin for it
 */
public record EpochFigures(int epoch, long selected, long delivered, long originSamples) {
  /** How many samples the epoch reads, of a job that has {@code all}. */
  public long samples(long all) {
    return selected < 0 ? all : selected;
  }

  static EpochFigures of(int epoch) {
    return new EpochFigures(epoch, -1, 0, 0);
  }

  EpochFigures selecting(long samples) {
    return new EpochFigures(epoch, samples, delivered, originSamples);
  }

  EpochFigures plus(Delivery d) {
    return new EpochFigures(
        epoch, selected, delivered + d.samples(), originSamples + d.originSamples());
  }
}
