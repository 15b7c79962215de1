package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.JobKnobs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a {@link LedgerState} that shares nothing with it.
 *
 * @param submitted how the job began
 * @param phase where it is in its life
 * @param reason why it ended; empty while it runs
 * @param attempts resumes, oldest first
 * @param consumers the client bound to each rank, empty where there is none
 * @param epochs the epochs kept, in order
 * @param selections of the epochs that do not read all, in order; null where none was ever made
 * @param knobs what was changed while the job ran; null where nothing was
 * @param aloneBelow epochs that have an order of their own; null where no leader was left
 */
public record LedgerSnapshot(
    LedgerEvent.JobSubmitted submitted,
    long generation,
    int ranks,
    JobPhase phase,
    String reason,
    List<Attempt> attempts,
    List<String> consumers,
    List<Epoch> epochs,
    @Nullable List<EpochSelection> selections,
    @Nullable JobKnobs knobs,
    @Nullable Integer aloneBelow) {

  /** A resume and the generation that it began. */
  public record Attempt(String name, long generation) {}

  /**
   * One epoch.
   *
   * @param windows packed, see {@code WindowLog}
   * @param after what is open after the last of them
   * @param consumed per rank, the batches below are consumed
   * @param committed the batches below are consumed by all ranks
   */
  public record Epoch(
      int epoch,
      String windows,
      List<Replacement> replacements,
      List<OpenPackage> after,
      List<Integer> consumed,
      int committed) {}
}
