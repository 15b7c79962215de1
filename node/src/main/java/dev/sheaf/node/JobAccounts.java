package dev.sheaf.node;

import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.job.Delivery;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.partition.ReadCharge;
import dev.sheaf.actors.store.NodePackages.LoadOutcome;

/** Tells jobs what was read for them before they asked; loads for nobody are in no account. */
final class JobAccounts implements ReadCharge {
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);

  private final Entities entities;

  JobAccounts(Entities entities) {
    this.entities = entities;
  }

  @Override
  public void charge(PartitionCommand.Account account, LoadOutcome.Resident read) {
    if (!account.job().isEmpty()) {
      var delivery =
          new Delivery(
              account.epoch(),
              0,
              0,
              0,
              0,
              0,
              read.originSamples(),
              read.originGets(),
              read.originBytes(),
              0);
      entities.of(JOBS, account.job()).tell(new JobCommand.Delivered(delivery));
    }
  }
}
