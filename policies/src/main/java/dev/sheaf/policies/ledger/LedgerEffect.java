package dev.sheaf.policies.ledger;

import java.util.List;

/** What an {@link EpochLedger} wants done; each may be done twice without harm. */
public sealed interface LedgerEffect {
  /**
   * Ask the dataset's conductor which packages to open, and answer with {@link
   * LedgerCommand.Assign}, with nothing offered when it is silent.
   *
   * @param packages how many are wanted
   */
  record ChooseOpenings(int epoch, int firstBatch, int packages) implements LedgerEffect {}

  /** Select the samples of an epoch, and answer with {@link LedgerCommand.Select}. */
  record SelectSamples(int epoch) implements LedgerEffect {}

  /** Ask the leader for its windows, and answer with {@link LedgerCommand.Lead}. */
  record AskLeader(String leader, int epoch, int n) implements LedgerEffect {}

  /** Push a window, now persisted, to those who serve the ranks. */
  record Publish(AssignedWindow window) implements LedgerEffect {}

  /** Tell the conductor which packages were opened without its having offered them. */
  record TellOpened(int epoch, List<Integer> packages) implements LedgerEffect {}

  /** Tell the conductor which packages the training loop is done with. */
  record TellFinished(int epoch, List<Integer> packages) implements LedgerEffect {}

  /** Tell the conductor where the job stands, whole: see {@link LedgerState#standing}. */
  record TellStanding() implements LedgerEffect {}

  /** Tell the conductor that the job needs nothing any more. */
  record LeaveDataset() implements LedgerEffect {}
}
