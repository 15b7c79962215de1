package dev.sheaf.policies.ledger;

import dev.sheaf.policies.books.Decision;
import java.util.ArrayList;
import java.util.List;

/** A decision in the making. */
final class Draft {
  private final List<LedgerEvent> events = new ArrayList<>();
  private final List<LedgerEffect> effects = new ArrayList<>();

  Draft event(LedgerEvent event) {
    events.add(event);
    return this;
  }

  Draft effect(LedgerEffect effect) {
    effects.add(effect);
    return this;
  }

  boolean changesNothing() {
    return events.isEmpty();
  }

  Decision<LedgerEvent, LedgerEffect, LedgerReply> reply(LedgerReply reply) {
    return new Decision<>(events, effects, reply);
  }
}
