package dev.sheaf.policies.books;

import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.NodePlacement.Place;
import java.util.List;

/** What goes into an {@link EnsembleBook} and comes out of it. */
public interface EnsembleProtocol {
  /** What the book is told and asked. */
  sealed interface Command {
    /** A pilot has measured this member; it waits for a berth now. */
    record Enlist(Member member) implements Command {}

    /** Nobody else will come for now: form a flotilla if none is at sea. */
    record Muster() implements Command {}

    /** These members are all there will be, on these machines: form the first flotilla of them. */
    record Launch(List<Member> members, EnsembleBook.Machines machines) implements Command {
      /** A command that owns its list. */
      public Launch {
        members = List.copyOf(members);
      }
    }

    /** A member's rate is known better; counts when the next flotilla is formed. */
    record Rate(Member member) implements Command {}

    /**
     * There are other machines now. Who waits joins a flotilla at sea, where a node has one
     * accelerator; else they count when the next one is formed.
     */
    record Equip(EnsembleBook.Machines machines) implements Command {}

    /** A member will never be trained. */
    record Drop(int round, String member) implements Command {}

    /** A member's training came to its end. */
    record Converged(int round, String member) implements Command {}

    /** A member's checkpoint is complete. */
    record Checkpointed(int round, String member) implements Command {}

    /** A member's worker is gone; its last checkpoint still is. */
    record Lost(int round, String member) implements Command {}
  }

  /** What changes the book. */
  sealed interface Event {
    /** A member waits for a berth. */
    record MemberEnlisted(Member member) implements Event {}

    /** A member's rate is this. */
    record MemberRated(Member member) implements Event {}

    /** The machines are these. */
    record MachinesChanged(EnsembleBook.Machines machines) implements Event {}

    /** A member is given up. */
    record MemberGivenUp(int round, String member) implements Event {}

    /** These train together from now on. */
    record FlotillaFormed(int round, List<Place> places) implements Event {}

    /** These train with the others of the round from now on. */
    record FlotillaJoined(int round, List<Place> places) implements Event {}

    /** A member is done for good. */
    record MemberConverged(int round, String member) implements Event {}

    /** Enough have converged: the rest is being checkpointed. */
    record RoundEnded(int round) implements Event {}

    /** A member waits for a berth again. */
    record MemberReturned(int round, String member) implements Event {}
  }

  /** What workers are to be told; idempotent, named by round and member. */
  sealed interface Effect {
    /** Train this member here, from its last checkpoint if it has one. */
    record Train(int round, Place place) implements Effect {}

    /** Write a checkpoint of this member, and stop. */
    record Checkpoint(int round, String member) implements Effect {}
  }

  /** What the book answers. */
  sealed interface Reply {
    /** So many train in this round. */
    record Formed(int round, int members) implements Reply {}

    /** A flotilla is at sea, or its checkpoints are being written. */
    record Underway(int round) implements Reply {}

    /** Nobody waits. */
    record AllDone(int converged) implements Reply {}
  }
}
