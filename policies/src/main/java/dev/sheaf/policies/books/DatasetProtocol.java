package dev.sheaf.policies.books;

import java.util.List;

/** What goes into a {@link DatasetBook} and comes out of it. */
public interface DatasetProtocol {
  /** What the book is told and asked. */
  sealed interface Command {
    /** Where a job stands, whole. */
    record Join(String job, int epoch, List<Long> opened, List<Long> finished, long sequence)
        implements Command {}

    /** Which packages should the job open next? */
    record Choose(String job, int epoch, int packages, long sequence) implements Command {}

    /** The job opened packages by itself. */
    record Opened(String job, int epoch, List<Integer> packages, long sequence)
        implements Command {}

    /** The job needs nothing of these packages in that epoch, given as bits: never offer them. */
    record Pass(String job, int epoch, List<Long> packages, long sequence) implements Command {}

    /** The training loop is done with packages. */
    record Finished(String job, int epoch, List<Integer> packages, long sequence)
        implements Command {}

    /** The job has ended. */
    record Leave(String job) implements Command {}

    /** The cache has so much for this dataset. */
    record Capacity(long capacityBytes) implements Command {}

    /**
     * How many bytes may be told and loaded before a batch asks for them; 0 for nothing, less than
     * that for the default.
     */
    record LookAhead(long bytes) implements Command {}

    /** All pins are to be kept from now on, also those that no job has opened. */
    record HoldPins() implements Command {}

    /** Packages are kept by another policy from now on, named as in the settings. */
    record Keep(String policy) implements Command {}

    /**
     * These packages are worth most to the jobs, the first one more than all others; the rest is
     * worth the same.
     */
    record Rank(List<Integer> mostImportant) implements Command {}

    /** Time has passed. */
    record Tick() implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** A job said where it stands. */
    record JobSeen(
        String job, int epoch, List<Long> opened, List<Long> finished, long sequence, long now)
        implements Event {
      JobSeen(Command.Join said, long now) {
        this(said.job(), said.epoch(), said.opened(), said.finished(), said.sequence(), now);
      }
    }

    /** A job opened packages. */
    record PackagesOpened(String job, int epoch, List<Integer> packages, long sequence, long now)
        implements Event {}

    /** A job passes packages by in an epoch. */
    record PackagesPassed(String job, int epoch, List<Long> packages, long sequence, long now)
        implements Event {}

    /** A job is done with packages. */
    record PackagesFinished(String job, int epoch, List<Integer> packages, long sequence, long now)
        implements Event {}

    /** A job's claims ended. */
    record JobLeft(String job) implements Event {}

    /** The capacity and with it the pins changed. */
    record Resized(long capacityBytes, int pinned) implements Event {}

    /** Packages are held, or no longer. */
    record Holding(List<Integer> holds, List<Integer> releases) implements Event {}

    /** The live blocks are others. */
    record BlocksTurned(int from, int current, int next) implements Event {}

    /** So many bytes are looked ahead. */
    record LookedAhead(long bytes) implements Event {}

    /** Packages are kept by another policy. */
    record PolicyChosen(String policy) implements Event {}

    /** Packages are pinned in this order first. */
    record Ranked(List<Integer> mostImportant) implements Event {}
  }

  /** What partitions are to be told; idempotent. */
  sealed interface Effect {
    /** Keep this package. */
    record Hold(int index, boolean pinned) implements Effect {}

    /** Keep this package and fetch it now, before it is asked for: at the cost of that job. */
    record Load(int index, boolean pinned, String job, int epoch) implements Effect {}

    /** Its space may be taken. */
    record Release(int index) implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /** Open these, in this order. */
    record Offered(String job, int epoch, List<Integer> packages, long sequence) implements Reply {}

    /** This job or epoch is not known: say where you stand. */
    record Unknown(String job, long sequence) implements Reply {}
  }
}
