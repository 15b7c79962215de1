package dev.sheaf.policies.books;

import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling;
import dev.sheaf.policies.ephemeral.EphemeralJob;
import dev.sheaf.policies.ephemeral.Hints;
import java.util.List;

/** What goes into an {@link EphemeralBook} and comes out of it. */
public interface EphemeralProtocol {
  /**
   * How jobs are sized, and nodes are counted.
   *
   * @param mbpsPerLambda what one function of a job carries
   * @param nodesWithoutHint of a node, what a job gets that says nothing
   * @param patienceNanos a node that is silent for so long is gone
   * @param sweepNanos leases, nodes and their number are looked at so often
   * @param mostJobs at once, those included of which values are kept
   */
  record Rules(
      double mbpsPerLambda,
      double nodesWithoutHint,
      AllocatedNetworkScaling scaling,
      long patienceNanos,
      long sweepNanos,
      int mostJobs) {}

  /**
   * A node that can carry ephemeral data.
   *
   * @param mbps of its network
   */
  record Site(String node, long memoryBytes, long diskBytes, double mbps) {}

  /** What the book is told and asked. */
  sealed interface Command {
    /** Promises a job what it hints; answers JobIs, NameTaken, NoRoom or TooManyJobs. */
    record Register(String job, Hints hints, long leaseNanos) implements Command {}

    /**
     * Somebody uses a job: its lease begins anew. Answers JobIs or NoSuchJob.
     *
     * @param keepNanos so long after its end a value of it is to stay; 0 = none is
     */
    record Use(String job, long keepNanos) implements Command {}

    /** Shows a job, and leaves its lease as it is; answers JobIs or NoSuchJob. */
    record Find(String job) implements Command {}

    /**
     * Ends a job; what is kept of it stays for its time, unless it had ended before. Answers JobIs
     * or NoSuchJob.
     */
    record Deregister(String job) implements Command {}

    /** Asks for jobs after {@code cursor} in order of name; answers JobsAre. */
    record ListJobs(String cursor, int limit) implements Command {}

    /** A node is there, and holds values of these jobs, by their tokens; answers Over. */
    record Report(Site site, List<String> tokens) implements Command {
      /** A report that owns its list. */
      public Report {
        tokens = List.copyOf(tokens);
      }
    }
  }

  /** What changes the book. */
  sealed interface Event {
    /** What must not be forgotten. */
    sealed interface Lasting extends Event {}

    /** A job was promised something. */
    record JobRegistered(EphemeralJob job) implements Lasting {}

    /** A value of a job stays for so long after it. */
    record KeepExtended(String job, long keepNanos) implements Lasting {}

    /** A job has other portions, since a node of it is gone. */
    record JobMoved(String job, List<EphemeralJob.Portion> portions) implements Lasting {
      /** An event that owns its list. */
      public JobMoved {
        portions = List.copyOf(portions);
      }
    }

    /** A job has ended; values of it are kept. */
    record JobEnded(String job) implements Lasting {}

    /** Nothing of a job is left. */
    record JobForgotten(String job) implements Lasting {}

    /** What is known again soon when it is forgotten. */
    sealed interface Passing extends Event {}

    /** A job was used, or has ended, at this time. */
    record JobUsed(String job, long atNanos) implements Passing {}

    /** A node said that it is there. */
    record SiteSeen(Site site, long atNanos) implements Passing {}

    /** A node that has values is not there. */
    record SiteMissed(String node, long atNanos) implements Passing {}

    /** A node is gone. */
    record SiteGone(String node) implements Passing {}

    /** A node takes ephemeral data, from now on or again. */
    record Enlisted(String node) implements Passing {}

    /** A node takes no more. */
    record Draining(String node) implements Passing {}

    /** A node that was draining has nothing any more. */
    record Drained(String node) implements Passing {}

    /** Leases, nodes and their number were looked at. */
    record Swept(long atNanos) implements Passing {}
  }

  /** A book of jobs has no effects. */
  record NoEffect() {}

  /** What the book answers. */
  sealed interface Reply {
    /** This is the job; {@code fresh} when by this very command. */
    record JobIs(EphemeralJob job, boolean fresh) implements Reply {}

    /** Another job has this name. */
    record NameTaken(EphemeralJob job) implements Reply {}

    /**
     * The nodes have no room for it now.
     *
     * @param wantedNodes that it would fill
     * @param nodes there are
     */
    record NoRoom(double wantedNodes, int nodes) implements Reply {}

    /** There are so many jobs already. */
    record TooManyJobs(int jobs) implements Reply {}

    /** There is none of this name; {@code nearest} is like it, or empty. */
    record NoSuchJob(String job, String nearest) implements Reply {}

    /** A page of jobs; {@code more} when others follow. */
    record JobsAre(List<EphemeralJob> jobs, boolean more) implements Reply {
      /** A page that owns its list. */
      public JobsAre {
        jobs = List.copyOf(jobs);
      }
    }

    /** Of the tokens of a report, those that have ended and those that nothing is known of. */
    record Over(List<String> ended, List<String> forgotten) implements Reply {
      /** An answer that owns its lists. */
      public Over {
        ended = List.copyOf(ended);
        forgotten = List.copyOf(forgotten);
      }
    }
  }
}
