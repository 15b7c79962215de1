package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.ledger.AssignedWindow.Replacement;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.OnMissing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides what becomes of samples that cannot be delivered: the job fails, they are skipped, or
 * another sample of the same batch stands in.
 *
 * <p>At most {@code maxMissing} samples of any one epoch are borne.
 */
final class MissingSamples {
  private static final long SKIPPED = -1;

  private final LedgerState state;
  private final EpochOrders orders;

  MissingSamples(LedgerState state, EpochOrders orders) {
    this.state = state;
    this.orders = orders;
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> missing(LedgerCommand.Missing c) {
    if (state.phase() == JobPhase.FAILED || state.phase() == JobPhase.STOPPED) {
      return Decision.reply(new LedgerReply.NotRunning(state.phase(), state.reason()));
    }
    if (c.generation() != state.generation()) {
      return Decision.reply(new LedgerReply.StaleGeneration(c.generation(), state.generation()));
    }
    var log = state.epoch(c.epoch());
    if (log == null || c.n() < 0 || c.n() >= log.assigned()) {
      return Decision.reply(
          new LedgerReply.Refused(
              "n", "batch %d of epoch %d is not assigned".formatted(c.n(), c.epoch())));
    }
    var window = log.windowOf(c.n());
    var drawn = orders.of(c.epoch()).ids(window).batch(c.n());
    var stranger = c.ids().stream().filter(id -> !contains(drawn, id)).findFirst();
    if (stranger.isPresent()) {
      return Decision.reply(
          new LedgerReply.Refused(
              "ids", "sample %d is not in batch %d".formatted(stranger.get(), c.n())));
    }
    return settle(c, log, drawn);
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> settle(
      LedgerCommand.Missing c, EpochLog log, long[] drawn) {
    var settled = new LinkedHashMap<Long, Long>();
    log.replacements(c.n()).forEach(each -> settled.put(each.id(), each.by()));
    var fresh = c.ids().stream().distinct().filter(id -> !settled.containsKey(id)).toList();
    if (fresh.isEmpty()) {
      return Decision.reply(windows(log.windowOf(c.n())));
    }
    if (state.spec().onMissing() == OnMissing.FAIL) {
      return fail(c.why());
    }
    var most = state.knobs().maxMissing(state.spec());
    if (log.missing() + fresh.size() > most) {
      return fail(
          "more than maxMissing = %d samples of epoch %d cannot be delivered; the last: %s"
              .formatted(most, c.epoch(), c.why()));
    }
    var replacements = replacements(c, settled, fresh, drawn);
    var known = new ArrayList<>(log.windowOf(c.n()).replacements());
    known.addAll(replacements);
    return new Draft()
        .event(new LedgerEvent.SamplesReplaced(c.epoch(), replacements))
        .reply(windows(log.windowOf(c.n()).withReplacements(known)));
  }

  /** Replaces what is newly missing, and anew whatever one of those stood in for. */
  private List<Replacement> replacements(
      LedgerCommand.Missing c, Map<Long, Long> settled, List<Long> fresh, long[] drawn) {
    var orphans =
        settled.entrySet().stream()
            .filter(each -> fresh.contains(each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    fresh.forEach(id -> settled.put(id, SKIPPED));
    var good = Arrays.stream(drawn).filter(id -> !settled.containsKey(id)).toArray();
    var keys = orders.of(c.epoch()).keys(c.epoch());
    var replacements = new ArrayList<Replacement>();
    for (var ids : List.of(fresh, orphans)) {
      for (var id : ids) {
        var standIn = standIn(good, keys.substitute(c.n(), id));
        replacements.add(new Replacement(c.n(), id, standIn));
      }
    }
    return replacements;
  }

  private long standIn(long[] good, long drawn) {
    return state.spec().onMissing() == OnMissing.SKIP || good.length == 0
        ? SKIPPED
        : good[(int) Draw.below(drawn, good.length)];
  }

  private static boolean contains(long[] ids, long id) {
    return Arrays.stream(ids).anyMatch(each -> each == id);
  }

  private LedgerReply.Windows windows(AssignedWindow window) {
    return new LedgerReply.Windows(List.of(window.withGeneration(state.generation())));
  }

  private static Decision<LedgerEvent, LedgerEffect, LedgerReply> fail(String reason) {
    return new Draft()
        .event(new LedgerEvent.JobEnded(JobPhase.FAILED, reason))
        .effect(new LedgerEffect.LeaveDataset())
        .reply(new LedgerReply.NotRunning(JobPhase.FAILED, reason));
  }
}
