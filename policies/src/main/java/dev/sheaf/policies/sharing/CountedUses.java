package dev.sheaf.policies.sharing;

import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.vocabulary.Draw;

/**
 * Admits a sample while there is room, and evicts it after a constant number of uses, the read that
 * brought it included.
 *
 * <p>The count stands for the number of jobs, whether they run or not: where jobs start apart, what
 * the early ones have used waits for the late ones, and nothing else finds room ({@link
 * NeededSamples} has no such constant). A threshold of one job shares nothing and keeps what it
 * has. With {@code refill}, an evicted sample is replaced by a random one that is not held, read
 * from the origin in the background.
 *
 * <p><i>Cost:</i> O(jobs) when a sample comes or goes; O(1) else; 4 bytes a sample. A refill draws
 * 1/(1 - c) times on average.
 *
 * <p><i>Source:</i> Seneca (FAST 2026, §5); its released code has the constants 3 and 5.
 */
public final class CountedUses implements SharedResidency {
  private final int capacity;
  private final int threshold;
  private final boolean refill;
  private final long seed;
  private final SampleSet window;
  private final SampleSet nothing;
  private final int[] uses;
  private final ActiveJobs jobs = new ActiveJobs();
  private long drawn;

  /**
   * How it is set up.
   *
   * @param samples of the dataset
   * @param capacity how many samples are held at most
   * @param threshold after how many uses a sample goes; 1 is never
   * @param refill whether its place is filled in the background
   */
  public record Shape(int samples, int capacity, int threshold, boolean refill) {
    /** Checks the ranges. */
    public Shape {
      if (capacity < 0 || capacity > samples) {
        throw new IllegalArgumentException(
            "capacity must be 0..%d but was %d".formatted(samples, capacity));
      }
      if (threshold < 1) {
        throw new IllegalArgumentException("threshold must be at least 1 but was " + threshold);
      }
    }
  }

  /** Empty. */
  public CountedUses(Shape shape, long seed) {
    this.capacity = shape.capacity();
    this.threshold = shape.threshold();
    this.refill = shape.refill() && shape.capacity() < shape.samples();
    this.seed = seed;
    this.window = new SampleSet(shape.samples());
    this.nothing = new SampleSet(0);
    this.uses = new int[shape.samples()];
  }

  @Override
  public boolean holds(int id) {
    return window.contains(id);
  }

  @Override
  public int held() {
    return window.size();
  }

  @Override
  public void begins(UnreadSamples job) {
    jobs.begins(job, window, nothing);
  }

  @Override
  public void leaves(UnreadSamples job) {
    jobs.leaves(job);
  }

  @Override
  public Reads read(UnreadSamples job, int id) {
    if (!window.contains(id)) {
      if (window.size() < capacity) {
        admit(id, 1);
      }
      return Reads.MISS;
    }
    if (++uses[id] < threshold || threshold == 1) {
      return Reads.HIT;
    }
    window.remove(id);
    jobs.evicted(id);
    if (refill) {
      admit(absent(), 0);
      return new Reads(0, 1);
    }
    return Reads.HIT;
  }

  private void admit(int id, int used) {
    window.add(id);
    uses[id] = used;
    jobs.arrived(id);
  }

  private int absent() {
    while (true) {
      var id = (int) Draw.below(Draw.draw(seed, drawn++), uses.length);
      if (!window.contains(id)) {
        return id;
      }
    }
  }
}
