package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.vocabulary.JobKnobs;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides about knobs that are to be changed while a job runs. */
final class Adjustment {
  private final LedgerState state;

  Adjustment(LedgerState state) {
    this.state = state;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> adjust(LedgerCommand.Adjust c) {
    if (state.phase() != JobPhase.RUNNING) {
      return Decision.reply(new LedgerReply.NotRunning(state.phase(), state.reason()));
    }
    var refusal = refusal(c.change());
    if (refusal != null) {
      return Decision.reply(refusal);
    }
    var knobs = state.knobs().with(c.change());
    var draft = new Draft();
    if (!knobs.equals(state.knobs())) {
      draft.event(new LedgerEvent.KnobsSet(knobs));
    }
    if (!Objects.equals(knobs.lookAheadBytes(), state.knobs().lookAheadBytes())) {
      draft.effect(new LedgerEffect.TellStanding());
    }
    return draft.reply(state.describe());
  }

  private LedgerReply.@Nullable Refused refusal(JobKnobs change) {
    var wanted = change.maxMissing();
    if (wanted == null) {
      return null;
    }
    if (state.spec().onMissing() == OnMissing.FAIL) {
      return new LedgerReply.Refused(
          "maxMissing",
          "must be absent while onMissing is fail, which bears none: submit a job with onMissing"
              + " skip or substitute");
    }
    var already = 0;
    for (var log : state.epochs()) {
      already = log.isConsumed() ? already : Math.max(already, log.missing());
    }
    return wanted >= already
        ? null
        : new LedgerReply.Refused(
            "maxMissing",
            "must be at least %d, as many samples of an epoch are missing already, but was %d"
                .formatted(already, wanted));
  }
}
