package dev.sheaf.policies.books;

import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.policies.books.ModelProtocol.Effect;
import dev.sheaf.policies.books.ModelProtocol.Event;
import dev.sheaf.policies.books.ModelProtocol.Reason;
import dev.sheaf.policies.books.ModelProtocol.Reply;
import dev.sheaf.policies.books.ModelShelf.Phase;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.model.IdleVictims;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.model.VictimsAsReleased;
import java.util.ArrayList;
import java.util.List;

/**
 * Shares the models of one node: one copy on the accelerator serves all who lease it, and colder
 * tiers keep copies within their budgets.
 *
 * <pre>
 *   Absent ──Open──► Queued ──room──► Loading(waiters) ──Loaded──► Resident(leases)
 *      ▲                                  │ LoadFailed                │ no lease, room is needed
 *      └──────────────────────────────────┴────────── Dropped ── Draining
 * </pre>
 *
 * <p>However many open a model at once, it is read once. Only a model without a lease makes room. A
 * lease that is not renewed ends, so a user that died gives back what it held. A load that comes
 * from below leaves copies on its way where there is room for them.
 *
 * <p>As released, the victim may be in use, leases never end by themselves, and memory and disk are
 * filled without limit.
 *
 * <p><i>Source:</i> TrIMS (Dakkak et al., CLOUD 2019). <i>Cost:</i> O(models log models) an opening
 * that needs room, else O(models).
 */
public final class ModelBook implements Book<Command, Event, Effect, Reply> {
  private final ModelShelf shelf = new ModelShelf();
  private final ModelPlan.Rules rules;

  /** A book of a node without models. */
  public ModelBook(Budgets budgets, EvictionOrder order, boolean asReleased) {
    var victims = asReleased ? new VictimsAsReleased(order) : new IdleVictims(order);
    this.rules = new ModelPlan.Rules(budgets, order, victims, asReleased);
  }

  /** How many bytes of models each tier may hold. */
  public record Budgets(long gpuBytes, long memoryBytes, long diskBytes) {
    /** Of one tier. */
    public long of(ModelTier tier) {
      return switch (tier) {
        case GPU -> gpuBytes;
        case MEMORY -> memoryBytes;
        case DISK -> diskBytes;
        case ORIGIN -> Long.MAX_VALUE;
      };
    }
  }

  @Override
  public Decision<Event, Effect, Reply> decide(Command command, long now) {
    return switch (command) {
      case Command.Open open -> open(open, now);
      case Command.Renew renew -> renew(renew.lease(), now);
      case Command.Close close -> close(close.lease());
      case Command.Loaded loaded -> loaded(loaded.model(), now);
      case Command.LoadFailed failed -> failed(failed.model());
      case Command.Dropped dropped -> dropped(dropped.model());
      case Command.Lost lost -> lost(lost.model());
      case Command.Evict evict -> evict(evict.model());
      case Command.Forget forget -> forget(forget.model());
      case Command.Tick tick -> expire(now);
    };
  }

  private Decision<Event, Effect, Reply> open(Command.Open open, long now) {
    var entry = shelf.find(open.model());
    var phase = entry == null ? Phase.ABSENT : entry.phase;
    var held = shelf.lease(open.lease());
    if (held != null) {
      return Decision.reply(
          held.model().equals(open.model())
              ? opened(open.lease(), phase)
              : refused(open, Reason.LEASE_IN_USE));
    }
    if (open.deviceBytes() > rules.budgets().gpuBytes()) {
      return Decision.reply(refused(open, Reason.TOO_LARGE));
    }
    var taken = new Event.LeaseTaken(open.lease(), open.model(), open.leaseNanos(), now);
    return switch (phase) {
      case RESIDENT, QUEUED, LOADING ->
          new Decision<>(List.of(taken), List.of(), opened(open.lease(), phase));
      case DRAINING -> Decision.reply(refused(open, Reason.DRAINING));
      case ABSENT -> load(open, taken);
    };
  }

  private static Reply opened(String lease, Phase phase) {
    return phase == Phase.RESIDENT ? new Reply.Opened(lease) : new Reply.Waiting(lease);
  }

  private Reply refused(Command.Open open, Reason why) {
    return new Reply.Refused(
        open.lease(), why, open.deviceBytes(), shelf.promisedBytes(), rules.budgets().gpuBytes());
  }

  private Decision<Event, Effect, Reply> load(Command.Open open, Event.LeaseTaken taken) {
    var missing = shelf.promisedBytes() + open.deviceBytes() - rules.budgets().gpuBytes();
    var leaving = rules.victims().choose(shelf.copies(ModelTier.GPU), Math.max(0, missing));
    if (leaving.isEmpty()) {
      return Decision.reply(refused(open, Reason.NO_ROOM));
    }
    var plan = plan(0);
    leaving.get().forEach(plan::drain);
    plan.decide(new Event.LoadQueued(open.model(), open.sizeBytes(), open.deviceBytes()));
    plan.decide(taken);
    if (shelf.queued().isEmpty()) {
      plan.start(open.model(), open.sizeBytes(), open.deviceBytes());
    }
    return plan.decision(new Reply.Waiting(open.lease()));
  }

  private Decision<Event, Effect, Reply> renew(String lease, long now) {
    return shelf.lease(lease) == null
        ? Decision.reply(new Reply.Unknown(lease))
        : new Decision<>(List.of(new Event.LeaseRenewed(lease, now)), List.of(), null);
  }

  private Decision<Event, Effect, Reply> close(String lease) {
    if (shelf.lease(lease) == null) {
      return Decision.reply(new Reply.Unknown(lease));
    }
    var plan = plan(0);
    plan.end(List.of(lease));
    return plan.decision(null);
  }

  private Decision<Event, Effect, Reply> loaded(String model, long now) {
    var entry = shelf.find(model);
    if (entry == null || entry.phase != Phase.LOADING) {
      return Decision.nothing();
    }
    var plan = plan(0);
    plan.decide(new Event.LoadDone(model, now));
    entry.leases.forEach(lease -> plan.run(new Effect.Grant(lease, model)));
    if (rules.order() == EvictionOrder.EAGER && entry.leases.isEmpty()) {
      plan.drain(model);
    }
    return plan.decision(null);
  }

  private Decision<Event, Effect, Reply> failed(String model) {
    var entry = shelf.find(model);
    if (entry == null || entry.phase != Phase.LOADING) {
      return Decision.nothing();
    }
    var plan = plan(entry.deviceBytes);
    // What was to be kept on the way never arrived whole; what was read from may be bad.
    for (var tier : List.of(ModelTier.MEMORY, ModelTier.DISK)) {
      if (entry.isIn(tier)) {
        plan.forget(model, tier);
      }
    }
    entry.leases.forEach(lease -> plan.run(new Effect.Fail(lease, model)));
    plan.decide(new Event.LoadGivenUp(model));
    plan.startQueued();
    return plan.decision(null);
  }

  private Decision<Event, Effect, Reply> dropped(String model) {
    var entry = shelf.find(model);
    if (entry == null || entry.phase != Phase.DRAINING) {
      return Decision.nothing();
    }
    var plan = plan(entry.deviceBytes);
    plan.decide(new Event.CopyDropped(model, ModelTier.GPU));
    plan.startQueued();
    return plan.decision(null);
  }

  /** The copy is gone with what ran it; its leases end, as after any death. */
  private Decision<Event, Effect, Reply> lost(String model) {
    var entry = shelf.find(model);
    if (entry == null || entry.phase != Phase.RESIDENT) {
      return Decision.nothing();
    }
    var plan = plan(entry.deviceBytes);
    plan.decide(new Event.CopyDropped(model, ModelTier.GPU));
    plan.startQueued();
    return plan.decision(null);
  }

  private Decision<Event, Effect, Reply> evict(String model) {
    var plan = plan(0);
    evict(plan, model);
    return plan.decision(null);
  }

  private void evict(ModelPlan plan, String model) {
    var entry = shelf.find(model);
    if (entry != null && entry.phase == Phase.RESIDENT && entry.leases.isEmpty()) {
      plan.drain(model);
    }
  }

  private Decision<Event, Effect, Reply> forget(String model) {
    var entry = shelf.find(model);
    if (entry == null) {
      return Decision.nothing();
    }
    var plan = plan(0);
    evict(plan, model);
    for (var tier : List.of(ModelTier.MEMORY, ModelTier.DISK)) {
      if (entry.phase != Phase.LOADING && entry.isIn(tier)) {
        plan.forget(model, tier);
      }
    }
    return plan.decision(null);
  }

  private Decision<Event, Effect, Reply> expire(long now) {
    if (rules.asReleased()) {
      return Decision.nothing();
    }
    var plan = plan(0);
    plan.end(shelf.expired(now));
    return plan.decision(null);
  }

  @Override
  public void apply(Event event) {
    shelf.apply(event);
  }

  @Override
  public List<Effect> wake(long now) {
    var effects = new ArrayList<Effect>();
    for (var entry : shelf.entries()) {
      switch (entry.phase) {
        case LOADING -> effects.add(new Effect.Load(entry.model, entry.from));
        case DRAINING -> effects.add(new Effect.Drop(entry.model, ModelTier.GPU));
        case RESIDENT ->
            entry.leases.forEach(lease -> effects.add(new Effect.Grant(lease, entry.model)));
        case ABSENT, QUEUED -> {}
      }
    }
    return effects;
  }

  /** How many bytes of a tier are taken. */
  public long usedBytes(ModelTier tier) {
    return shelf.usedBytes(tier);
  }

  /** How many use the model on the accelerator, or wait for it. */
  public int leases(String model) {
    var entry = shelf.find(model);
    return entry == null ? 0 : entry.leases.size();
  }

  /** True when the tier has a whole copy of the model, or it is on its way there. */
  public boolean isIn(String model, ModelTier tier) {
    var entry = shelf.find(model);
    return entry != null && entry.isIn(tier);
  }

  private ModelPlan plan(long freedGpuBytes) {
    return new ModelPlan(shelf, rules, shelf.usedBytes(ModelTier.GPU) - freedGpuBytes);
  }
}
