package dev.sheaf.actors.tier;

import dev.sheaf.actors.dataset.Manifest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A fake tier: answers with one outcome after another, the last one for good. */
final class FakeTier implements Tier {
  int reads;
  int offers;
  private final TierKind kind;
  private final Deque<TierRead> outcomes;

  FakeTier(TierKind kind, TierRead... outcomes) {
    this.kind = kind;
    this.outcomes = new ArrayDeque<>(List.of(outcomes));
  }

  @Override
  public TierKind kind() {
    return kind;
  }

  @Override
  public TierRead read(Manifest manifest, int index, MemorySegment into, long deadlineNanos) {
    reads++;
    return outcomes.size() > 1 ? outcomes.remove() : outcomes.element();
  }

  @Override
  public void offer(Manifest manifest, int index, MemorySegment bytes) {
    offers++;
  }
}
