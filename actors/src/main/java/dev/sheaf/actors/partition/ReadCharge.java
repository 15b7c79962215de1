package dev.sheaf.actors.partition;

import dev.sheaf.actors.partition.PartitionCommand.Account;
import dev.sheaf.actors.store.NodePackages.LoadOutcome;

/** Puts what was read before a job asked for it on the job's account. */
@FunctionalInterface
public interface ReadCharge {
  /** Nobody keeps accounts. */
  ReadCharge NONE = (account, loaded) -> {};

  /** This was read for that job; called from any thread, also after the partition has stopped. */
  void charge(Account account, LoadOutcome.Resident read);
}
