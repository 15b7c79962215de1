package dev.sheaf.actors.partition;

import dev.sheaf.actors.partition.PartitionCommand.Account;
import dev.sheaf.actors.partition.PartitionCommand.Loaded;

/** Puts what was read before a job asked for it on the job's account. */
@FunctionalInterface
public interface ReadCharge {
  /** Nobody keeps accounts. */
  ReadCharge NONE = (account, loaded) -> {};

  /** This load was made for that job. */
  void charge(Account account, Loaded loaded);
}
