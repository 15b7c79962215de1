package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.model.Models.Fill;
import dev.sheaf.gpu.model.NotOpenedException.Why;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.TrainerChild;
import dev.sheaf.gpu.worker.Trainers;
import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.policies.books.ModelProtocol.Effect;
import dev.sheaf.policies.books.ModelProtocol.Reason;
import dev.sheaf.policies.books.ModelProtocol.Reply;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.policies.model.ModelTier;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of a {@link ModelBook}: reads what the book says, starts processes and ends them.
 *
 * <p>A model on the accelerator is a process that has loaded its weights; without one it is a
 * process all the same, and the memory is that of the machine. A process that dies gives all leases
 * on its model back.
 */
final class ModelStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelStore.class);
  private static final long TICK_MILLIS = 1_000;

  private final ModelCopies copies;
  private final Trainers trainers;
  private final ModelSettings settings;
  private final ModelBook book;
  private final Map<String, Unit> units = new HashMap<>();
  private final Map<String, CompletableFuture<Void>> waiting = new HashMap<>();
  private final Map<String, ResidentMember> devices = new HashMap<>();
  private final Map<String, IOException> faults = new HashMap<>();
  private final Map<String, Used> used = new TreeMap<>();
  private final long epochNanos =
      TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - System.nanoTime();
  private final Thread ticker;
  private final Map<ModelTier, Long> openings = new EnumMap<>(ModelTier.class);
  private long serial;
  private long changes;
  private boolean closed;

  /** A model, and what its process is told. */
  record Unit(ModelManifest manifest, Assignment assignment) {
    String key() {
      return manifest.key();
    }
  }

  private record Used(long openings, long millis) {}

  ModelStore(ModelCopies copies, Trainers trainers, ModelSettings settings) {
    this.copies = copies;
    this.trainers = trainers;
    this.settings = settings;
    this.book = new ModelBook(settings.budgets(), settings.order(), false);
    this.ticker = Thread.ofVirtual().name("models").start(this::tick);
  }

  /** Ends leases whose holders are silent, and lets go of what nobody has asked for in a while. */
  private void tick() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        tell(new Command.Tick());
        evictIdle();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void evictIdle() {
    var before = System.currentTimeMillis() - settings.idle().toMillis();
    for (var key : devices.keySet().toArray(String[]::new)) {
      var last = used.get(key);
      if (book.leases(key) == 0 && (last == null || last.millis() < before)) {
        tell(new Command.Evict(key));
      }
    }
  }

  private long now() {
    return epochNanos + System.nanoTime();
  }

  /** Decides, changes the book, and starts what follows. */
  private synchronized @Nullable Reply tell(Command command) {
    var decision = book.decide(command, now());
    decision.events().forEach(book::apply);
    decision.effects().forEach(this::run);
    if (!decision.events().isEmpty()) {
      changes++;
      notifyAll();
    }
    return decision.reply();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Load(String model, ModelTier from) -> {
        var unit = units.get(model);
        var keep =
            new ModelCopies.Keep(
                book.isIn(model, ModelTier.MEMORY), book.isIn(model, ModelTier.DISK));
        if (unit != null) {
          Thread.ofVirtual().name("load-" + model).start(() -> load(unit, from, keep));
        }
      }
      case Effect.Drop(String model, ModelTier tier) -> drop(model, tier);
      case Effect.Grant(String lease, String model) -> {
        var waits = waiting.remove(lease);
        if (waits != null) {
          waits.complete(null);
        }
      }
      case Effect.Fail(String lease, String model) -> {
        var waits = waiting.remove(lease);
        if (waits != null) {
          var fault = faults.get(model);
          waits.completeExceptionally(
              fault == null ? new IOException("it could not be loaded") : fault);
        }
      }
    }
  }

  private void drop(String model, ModelTier tier) {
    switch (tier) {
      case GPU -> {
        var member = devices.remove(model);
        Thread.ofVirtual()
            .name("drop-" + model)
            .start(() -> {
              if (member != null) {
                member.close();
              }
              tell(new Command.Dropped(model));
            });
      }
      case MEMORY -> copies.dropMemory(model);
      case DISK -> {
        try {
          copies.dropDisk(model);
        } catch (IOException left) {
          LOG.warn("pages of a model stay on disk until the node ends: {}", left.getMessage());
        }
      }
      case ORIGIN -> throw new IllegalStateException("the origin keeps what it has");
    }
  }

  private void load(Unit unit, ModelTier from, ModelCopies.Keep keep) {
    try (var weights = copies.load(unit.manifest(), from, keep)) {
      if (unit.assignment().recipe().program().engine() == Program.Engine.COMMAND) {
        // Held as they are, commands may not open what lies in the memory of this process.
        weights.copyOut();
      }
      long number;
      synchronized (this) {
        number = ++serial;
      }
      var child = TrainerChild.start(number, trainers, unit.assignment().from(weights.path()));
      var member = new ResidentMember(child);
      if (!admit(unit, member)) {
        member.close();
        return;
      }
      member.whenGone(() -> lost(unit.key(), member));
    } catch (IOException failed) {
      fail(unit, failed);
    } catch (RuntimeException broken) {
      LOG.warn("the model {} was not loaded", unit.manifest().name(), broken);
      fail(unit, new IOException("loading it broke: " + broken, broken));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      fail(unit, new IOException("the node is stopping"));
    }
  }

  private synchronized boolean admit(Unit unit, ResidentMember member) {
    if (closed) {
      return false;
    }
    devices.put(unit.key(), member);
    faults.remove(unit.key());
    tell(new Command.Loaded(unit.key()));
    return true;
  }

  private synchronized void fail(Unit unit, IOException why) {
    faults.put(unit.key(), why);
    tell(new Command.LoadFailed(unit.key()));
  }

  private synchronized void lost(String key, ResidentMember member) {
    if (devices.remove(key, member)) {
      tell(new Command.Lost(key));
      Thread.ofVirtual().start(member::close);
    }
  }

  /**
   * Opens a model; waits for it, and for room, until {@code deadlineNanos}.
   *
   * @param lease a name that is used once
   */
  ResidentMember open(String lease, Unit unit, long leaseNanos, long deadlineNanos)
      throws NotOpenedException, InterruptedException {
    var manifest = unit.manifest();
    var asked =
        new Command.Open(
            lease,
            unit.key(),
            manifest.sizeBytes(),
            settings.deviceBytes(unit.assignment(), manifest.sizeBytes()),
            leaseNanos);
    while (true) {
      var waits = new CompletableFuture<Void>();
      switch (ask(asked, unit, waits)) {
        case Reply.Opened there -> {
          return opened(unit);
        }
        case Reply.Refused refused -> awaitRoom(manifest.name(), refused, deadlineNanos);
        case Reply.Waiting coming -> {
          await(lease, manifest.name(), waits, deadlineNanos);
          return opened(unit);
        }
        case Reply.Unknown none -> throw new IllegalStateException("an opening was not known");
      }
    }
  }

  private synchronized Reply ask(Command.Open asked, Unit unit, CompletableFuture<Void> waits)
      throws NotOpenedException {
    if (closed) {
      throw new NotOpenedException(Why.NOT_NOW, "the node is stopping");
    }
    units.put(unit.key(), unit);
    waiting.put(asked.lease(), waits);
    var tier = use(unit.key()).tier();
    var reply = tell(asked);
    if (!(reply instanceof Reply.Waiting)) {
      waiting.remove(asked.lease());
    }
    if (!(reply instanceof Reply.Refused)) {
      openings.merge(tier, 1L, Long::sum);
    }
    if (reply == null) {
      throw new IllegalStateException("an opening must have an answer");
    }
    return reply;
  }

  private synchronized void awaitRoom(String name, Reply.Refused refused, long deadlineNanos)
      throws NotOpenedException, InterruptedException {
    var left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    var numbers =
        "it takes %,d bytes on the accelerator, others take %,d, and all may take %,d"
            .formatted(refused.neededBytes(), refused.usedBytes(), refused.capBytes());
    if (refused.reason() == Reason.TOO_LARGE) {
      throw new NotOpenedException(
          Why.TOO_LARGE, "the model %s cannot be opened: %s".formatted(name, numbers));
    }
    if (left <= 0 || refused.reason() == Reason.LEASE_IN_USE) {
      throw new NotOpenedException(
          Why.NOT_NOW,
          "there is no room for the model %s now, as others are in use: %s"
              .formatted(name, numbers));
    }
    var seen = changes;
    while (seen == changes && left > 0) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }
  }

  private void await(String lease, String name, CompletableFuture<Void> waits, long deadlineNanos)
      throws NotOpenedException, InterruptedException {
    try {
      waits.get(Math.max(1, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      close(lease);
      throw new NotOpenedException(Why.NOT_NOW, "the model " + name + " is still being loaded");
    } catch (ExecutionException failed) {
      var cause = failed.getCause();
      throw new NotOpenedException(
          cause instanceof DamagedException ? Why.DAMAGED : Why.BROKEN,
          "the model %s was not loaded: %s"
              .formatted(name, cause == null ? "" : cause.getMessage()));
    }
  }

  private synchronized ResidentMember opened(Unit unit) throws NotOpenedException {
    var member = devices.get(unit.key());
    if (member == null) {
      throw new NotOpenedException(
          Why.BROKEN, "the process of the model " + unit.manifest().name() + " ended");
    }
    var before = used.get(unit.key());
    used.put(
        unit.key(),
        new Used(before == null ? 1 : before.openings() + 1, System.currentTimeMillis()));
    return member;
  }

  /** The holder lives; false when the lease has ended. */
  boolean renew(String lease) {
    return !(tell(new Command.Renew(lease)) instanceof Reply.Unknown);
  }

  /** The holder is done; false when the lease had ended. */
  synchronized boolean close(String lease) {
    waiting.remove(lease);
    return !(tell(new Command.Close(lease)) instanceof Reply.Unknown);
  }

  /** All copies that nobody uses may go. */
  void forget(String key) {
    tell(new Command.Forget(key));
  }

  /** Where a model is, and who uses it. */
  synchronized ModelCard.Use use(String key) {
    var tier = ModelTier.ORIGIN;
    for (var faster : new ModelTier[] {ModelTier.DISK, ModelTier.MEMORY}) {
      tier = book.isIn(key, faster) ? faster : tier;
    }
    var last = used.getOrDefault(key, new Used(0, 0));
    return new ModelCard.Use(
        devices.containsKey(key) ? ModelTier.GPU : tier,
        book.leases(key),
        last.openings(),
        last.millis());
  }

  /** Why a model was not what its manifest names when it was loaded last; empty when it was. */
  synchronized String damage(String key) {
    return faults.get(key) instanceof DamagedException damaged
        ? String.valueOf(damaged.getMessage())
        : "";
  }

  /** What was opened, and how full the tiers are. */
  synchronized Models.Counts counts() {
    var tiers = new EnumMap<ModelTier, Fill.Tier>(ModelTier.class);
    for (var tier : List.of(ModelTier.GPU, ModelTier.MEMORY, ModelTier.DISK)) {
      tiers.put(tier, fill(tier));
    }
    return new Models.Counts(devices.size(), openings, tiers);
  }

  /** How full a tier is. */
  synchronized Fill.Tier fill(ModelTier tier) {
    return new Fill.Tier(book.usedBytes(tier), settings.budgets().of(tier));
  }

  @Override
  public void close() {
    ResidentMember[] members;
    synchronized (this) {
      closed = true;
      members = devices.values().toArray(ResidentMember[]::new);
      devices.clear();
      var stopping = new IOException("the node is stopping");
      waiting.values().forEach(waits -> waits.completeExceptionally(stopping));
      waiting.clear();
      changes++;
      notifyAll();
    }
    ticker.interrupt();
    for (var member : members) {
      member.close();
    }
    try {
      copies.close();
    } catch (IOException left) {
      LOG.warn("the folder of models was not emptied: {}", left.getMessage());
    }
  }
}
