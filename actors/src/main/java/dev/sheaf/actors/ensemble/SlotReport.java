package dev.sheaf.actors.ensemble;

import dev.sheaf.policies.books.LifeProtocol.Pace;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.Verdict;
import org.jspecify.annotations.Nullable;

/** What keepers of slots, and who divides them, tell an {@code EnsembleCoordinator}. */
public sealed interface SlotReport extends EnsembleMessage {
  /** How far a member is; may be lost. */
  record Going(String member, int round, Progress progress) implements SlotReport {}

  /**
   * What happened to a member; said again until it is noted.
   *
   * @param number of this seat's happenings, from 1
   */
  record Told(String node, String member, int round, long number, Happening happening)
      implements SlotReport {}

  /** The ensemble may use so many slots from now on. */
  record Granted(int slots) implements SlotReport {}

  /** A member rests, and its slot is free; may be lost. */
  record Resting(String member, int round) implements SlotReport {}

  /** The node has no slot for the member: it has not sat down, or had to get up. */
  record Full(String node, String member, int round) implements SlotReport {}

  /** The members were compared; or not, and {@code reason} says why. */
  record Compared(@Nullable Verdict verdict, String reason) implements SlotReport {}

  /** What can happen to a member. */
  sealed interface Happening {
    /** Its first batches are trained and saved. */
    record Profiled(Pace pace) implements Happening {}

    /** An epoch is trained, and the held-out samples were predicted. */
    record Scored(Score score) implements Happening {}

    /** Its process died, and another goes on from the last checkpoint. */
    record Restarted(int restarts, String reason) implements Happening {}

    /** Its last epoch is trained. */
    record Trained() implements Happening {}

    /** It is saved, and its slot is free. */
    record Saved() implements Happening {}

    /** Its worker is gone; another may do better. */
    record Lost(String reason) implements Happening {}

    /** It cannot be trained. */
    record Failed(String reason) implements Happening {}
  }
}
