package dev.sheaf.policies.books;

import dev.sheaf.policies.books.ModelProtocol.Effect;
import dev.sheaf.policies.books.ModelProtocol.Event;
import dev.sheaf.policies.books.ModelProtocol.Reply;
import dev.sheaf.policies.books.ModelShelf.Phase;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.model.VictimChoice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A decision of a {@link ModelBook} in the making, and the room that what is decided leaves. */
final class ModelPlan {
  private final ModelShelf shelf;
  private final Rules rules;
  private final List<Event> events = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final EnumMap<ModelTier, Long> usedBytes = new EnumMap<>(ModelTier.class);
  private final EnumMap<ModelTier, TreeSet<String>> spared = new EnumMap<>(ModelTier.class);

  /** A plan that has decided nothing yet. */
  ModelPlan(ModelShelf shelf, Rules rules, long usedGpuBytes) {
    this.shelf = shelf;
    this.rules = rules;
    for (var tier : ModelTier.values()) {
      usedBytes.put(tier, tier == ModelTier.GPU ? usedGpuBytes : shelf.usedBytes(tier));
      spared.put(tier, new TreeSet<>());
    }
  }

  /** How a book decides. */
  record Rules(
      ModelBook.Budgets budgets, EvictionOrder order, VictimChoice victims, boolean asReleased) {}

  Decision<Event, Effect, Reply> decision(@Nullable Reply reply) {
    return new Decision<>(events, effects, reply);
  }

  void decide(Event event) {
    events.add(event);
  }

  void run(Effect effect) {
    effects.add(effect);
  }

  /** Lets a model leave the accelerator; as released it is gone at once, whoever uses it. */
  void drain(String model) {
    run(new Effect.Drop(model, ModelTier.GPU));
    decide(new Event.DrainBegan(model));
    if (rules.asReleased()) {
      decide(new Event.CopyDropped(model, ModelTier.GPU));
      take(ModelTier.GPU, -bytes(model, ModelTier.GPU));
    }
  }

  /** Ends leases; a model that loses its last one leaves at once when the order is eager. */
  void end(List<String> leases) {
    leases.forEach(lease -> decide(new Event.LeaseEnded(lease)));
    if (rules.order() != EvictionOrder.EAGER) {
      return;
    }
    for (var entry : shelf.entries()) {
      if (entry.phase == Phase.RESIDENT
          && !entry.leases.isEmpty()
          && leases.containsAll(entry.leases)) {
        drain(entry.model);
      }
    }
  }

  /** Starts promised loads, the oldest first, as far as there is room. */
  void startQueued() {
    for (var entry : shelf.queued()) {
      if (!start(entry.model, entry.sizeBytes, entry.deviceBytes)) {
        break;
      }
    }
  }

  /** Starts to load if there is room by now; keeps copies on the way where there is room. */
  boolean start(String model, long sizeBytes, long deviceBytes) {
    if (used(ModelTier.GPU) + deviceBytes > rules.budgets().gpuBytes()) {
      return false;
    }
    take(ModelTier.GPU, deviceBytes);
    var from = warmest(model);
    spare(model);
    for (var tier : List.of(ModelTier.DISK, ModelTier.MEMORY)) {
      if (tier.compareTo(from) < 0) {
        keep(model, sizeBytes, tier);
      }
    }
    decide(new Event.LoadStarted(model, from));
    run(new Effect.Load(model, from));
    return true;
  }

  /** Gives up a copy below the accelerator. */
  void forget(String model, ModelTier tier) {
    run(new Effect.Drop(model, tier));
    decide(new Event.CopyDropped(model, tier));
    take(tier, -bytes(model, tier));
    spared(tier).add(model);
  }

  private ModelTier warmest(String model) {
    var entry = shelf.find(model);
    for (var tier : List.of(ModelTier.MEMORY, ModelTier.DISK)) {
      if (entry != null && entry.isIn(tier) && !spared(tier).contains(model)) {
        return tier;
      }
    }
    return ModelTier.ORIGIN;
  }

  /** What is being read must not make room for another copy. */
  private void spare(String model) {
    spared(ModelTier.MEMORY).add(model);
    spared(ModelTier.DISK).add(model);
  }

  private void keep(String model, long sizeBytes, ModelTier tier) {
    var missing = used(tier) + sizeBytes - rules.budgets().of(tier);
    if (missing > 0 && !rules.asReleased()) {
      var candidates =
          shelf.copies(tier).stream().filter(copy -> !spared(tier).contains(copy.model())).toList();
      var leaving = rules.victims().choose(candidates, missing);
      if (leaving.isEmpty()) {
        return;
      }
      leaving.get().forEach(victim -> forget(victim, tier));
    }
    take(tier, sizeBytes);
    decide(new Event.CopyKept(model, tier));
  }

  private long bytes(String model, ModelTier tier) {
    var entry = shelf.find(model);
    return entry == null ? 0 : entry.bytes(tier);
  }

  private long used(ModelTier tier) {
    return usedBytes.getOrDefault(tier, 0L);
  }

  private void take(ModelTier tier, long bytes) {
    usedBytes.put(tier, used(tier) + bytes);
  }

  private SortedSet<String> spared(ModelTier tier) {
    return spared.computeIfAbsent(tier, absent -> new TreeSet<>());
  }
}
