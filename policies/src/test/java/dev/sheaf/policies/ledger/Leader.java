package dev.sheaf.policies.ledger;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A job that another follows; it reads on as far as it is asked, and never crashes. */
final class Leader {
  private final Random random;
  private final JobSpec spec;
  private final EpochLedger ledger;
  private final int packages;

  Leader(Random random, JobSpec spec, PackageTable table) {
    this.random = random;
    this.spec = spec;
    this.packages = table.packages();
    this.ledger = new EpochLedger(new LedgerState(), table);
    tell(new LedgerCommand.Submit(spec, 3));
  }

  /** What it answers to one who follows; it may have read no further than before. */
  LedgerCommand answer(LedgerEffect.AskLeader ask) {
    for (int windows = random.nextInt(5); windows > 0; windows--) {
      readOn(ask.epoch());
    }
    return switch (tell(new LedgerCommand.ReadLog(ask.epoch(), ask.n()))) {
      case LedgerReply.Windows windows -> new LedgerCommand.Lead(spec, windows.windows());
      case LedgerReply.TooOld old -> new LedgerCommand.LeaderForgot(old.oldestEpoch());
      default -> new LedgerCommand.Describe();
    };
  }

  /** One window more, of this epoch where all before it are read. */
  private void readOn(int wanted) {
    var epoch = Math.max(0, ledger.state().newestEpoch());
    if (ledger.state().assigned(epoch) == ledger.state().batches(epoch) && epoch < wanted) {
      epoch++;
    }
    var n = ledger.state().assigned(epoch);
    for (int rank = 0; rank < spec.ranks(); rank++) {
      tell(new LedgerCommand.NextBatch(1, epoch, rank, n, "", 1 + random.nextInt(3)));
    }
  }

  private LedgerReply tell(LedgerCommand command) {
    var decision = ledger.decide(command, 0);
    decision.events().forEach(ledger::apply);
    for (var effect : decision.effects()) {
      if (effect instanceof LedgerEffect.ChooseOpenings choose) {
        tell(
            new LedgerCommand.Assign(
                1, choose.epoch(), choose.firstBatch(), 1 + random.nextInt(3), offer(choose)));
      }
    }
    var reply = decision.reply();
    return reply == null ? new LedgerReply.Done() : reply;
  }

  private List<Integer> offer(LedgerEffect.ChooseOpenings choose) {
    return IntStream.range(0, choose.packages())
        .mapToObj(i -> random.nextInt(packages))
        .distinct()
        .toList();
  }
}
