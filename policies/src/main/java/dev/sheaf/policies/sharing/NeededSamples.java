package dev.sheaf.policies.sharing;

import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.UnreadSamples;
import dev.sheaf.policies.vocabulary.Draw;

/**
 * Pins a share of the cache by seed for good, and keeps in the rest what the most active jobs still
 * need: the victim is the sample with the least need of a few that chance names.
 *
 * <p>Need is how many <i>active</i> jobs have not read the sample in their epoch. It is kept as a
 * count for what is held, and told anew when a job joins, leaves or begins an epoch; jobs that have
 * not started, or have ended, do not count. A pinned share of 0 is opportunistic sampling as meant.
 *
 * <pre>
 *   read of a pinned sample     hit
 *   read of a held sample       hit, need - 1; at 0 it goes at once, or stays until space is needed
 *   read of another             miss; it takes the place of the least needed, if anybody needs it
 * </pre>
 *
 * <p><i>Cost:</i> O(jobs) when a sample comes or goes; O(1) else; 4 bytes a sample.
 *
 * <p><i>Source:</i> Seneca (FAST 2026, §5), with its constant threshold replaced; the pinned share
 * is that of CoorDL (VLDB 2021, §4.1).
 */
public final class NeededSamples implements SharedResidency {
  private static final int PIN = 1;
  private static final int VICTIM = 2;

  /**
   * How it is set up.
   *
   * @param samples of the dataset
   * @param capacity how many samples are held at most
   * @param pinnedShare of the capacity, 0..1
   * @param candidates how many are looked at to find a victim
   * @param release when a sample goes that nobody needs
   */
  public record Shape(
      int samples, int capacity, double pinnedShare, int candidates, Release release) {
    /** Checks the ranges. */
    public Shape {
      if (!(pinnedShare >= 0 && pinnedShare <= 1)) {
        throw new IllegalArgumentException("pinnedShare must be 0..1 but was " + pinnedShare);
      }
      if (capacity < 0 || capacity > samples) {
        throw new IllegalArgumentException(
            "capacity must be 0..%d but was %d".formatted(samples, capacity));
      }
      if (candidates < 1) {
        throw new IllegalArgumentException("candidates must be at least 1 but was " + candidates);
      }
    }
  }

  /** When a sample goes that no active job needs. */
  public enum Release {
    /** At once. */
    AT_ONCE,
    /** When its space is needed; then an epoch that begins finds it again. */
    WHEN_SPACE_IS_NEEDED
  }

  private final Shape shape;
  private final long seed;
  private final SampleSet pinned;
  private final SampleSet window;
  private final int[] needs;
  private final ActiveJobs jobs = new ActiveJobs();
  private long victims;

  /** With the pinned samples held, and nothing else. */
  public NeededSamples(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
    this.pinned = new SampleSet(shape.samples());
    this.window = new SampleSet(shape.samples());
    this.needs = new int[shape.samples()];
    var pins = (int) Math.round(shape.pinnedShare() * shape.capacity());
    for (long draw = 0; pinned.size() < pins; draw++) {
      pinned.add((int) Draw.below(Draw.draw(seed, PIN, draw), shape.samples()));
    }
  }

  @Override
  public boolean holds(int id) {
    return pinned.contains(id) || window.contains(id);
  }

  @Override
  public int held() {
    return pinned.size() + window.size();
  }

  /** How many active jobs have still to read a sample of the window. */
  public int needs(int id) {
    return needs[id];
  }

  @Override
  public void begins(UnreadSamples job) {
    jobs.begins(job, window, pinned);
    for (int place = 0; place < window.size(); place++) {
      needs[window.at(place)]++;
    }
  }

  @Override
  public void leaves(UnreadSamples job) {
    jobs.leaves(job);
    for (int place = window.size() - 1; place >= 0; place--) {
      var id = window.at(place);
      if (job.isUnread(id)) {
        needs[id]--;
        releaseUnneeded(id);
      }
    }
  }

  @Override
  public Reads read(UnreadSamples job, int id) {
    if (pinned.contains(id)) {
      return Reads.HIT;
    }
    if (window.contains(id)) {
      needs[id]--;
      releaseUnneeded(id);
      return Reads.HIT;
    }
    admit(id);
    return Reads.MISS;
  }

  private void releaseUnneeded(int id) {
    if (needs[id] == 0 && shape.release() == Release.AT_ONCE) {
      evict(id);
    }
  }

  private void admit(int id) {
    var space = shape.capacity() - pinned.size();
    var needed = jobs.needs(id);
    if (space == 0 || (needed == 0 && shape.release() == Release.AT_ONCE)) {
      return;
    }
    if (window.size() == space) {
      evict(leastNeeded());
    }
    window.add(id);
    needs[id] = needed;
    jobs.arrived(id);
  }

  private int leastNeeded() {
    var least = -1;
    for (int i = 0; i < shape.candidates(); i++) {
      var id = window.at((int) Draw.below(Draw.draw(seed, VICTIM, victims++), window.size()));
      if (least < 0 || needs[id] < needs[least]) {
        least = id;
      }
    }
    return least;
  }

  private void evict(int id) {
    window.remove(id);
    jobs.evicted(id);
  }
}
