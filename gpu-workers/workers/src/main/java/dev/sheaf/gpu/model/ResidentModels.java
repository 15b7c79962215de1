package dev.sheaf.gpu.model;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.ModelWish;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.model.Prediction;
import dev.sheaf.actors.model.Predictor;
import dev.sheaf.gpu.model.NotOpenedException.Why;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.Trainers;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.model.ModelTier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of a node: what it knows, what is resident, and the queues before it.
 *
 * <p>An ensemble's members are models of the library too, {@code ENSEMBLE.MEMBER}: their checkpoint
 * is taken in when it is first asked for, and again when it has changed.
 */
public final class ResidentModels implements Models, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentModels.class);
  private static final Duration GRACE = Duration.ofMinutes(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(100);
  private static final int MOST_QUEUES = 256;

  private final ModelLibrary library;
  private final ModelRegistry registry;
  private final ModelStore store;
  private final ImageDecoders decoders;
  private final LinkedHashMap<QueueKey, PredictionQueue> queues =
      new LinkedHashMap<>(16, 0.75f, true);

  /** A model that is taken in anew with another size of batch gets another queue. */
  private record QueueKey(Predictor predictor, int most, int classes) {}

  /**
   * What models are run with.
   *
   * @param members what a trained member is, with the checkpoint to predict from
   */
  public record Ports(
      Trainers trainers, ImageDecoders decoders, TrainedMembers members, OriginPages origin) {}

  /** Finds what members of ensembles have learned; a port. */
  @FunctionalInterface
  public interface TrainedMembers {
    /** A member by the name under which it votes; blocks while its files come from elsewhere. */
    Assignment find(EnsembleSpec spec, String voter) throws IOException;
  }

  /** Models of this node. */
  public ResidentModels(ModelSettings settings, Ports ports) {
    this.library = new ModelLibrary(settings.library(), GRACE);
    this.registry = new ModelRegistry(library, settings, ports);
    this.decoders = ports.decoders();
    this.store =
        new ModelStore(
            new ModelCopies(library, ports.origin(), settings.disk()), ports.trainers(), settings);
    Thread.ofVirtual().name("sweep-models").start(this::sweep);
  }

  /** What a node left that ended between a manifest and its pages. */
  private void sweep() {
    try {
      library.sweep();
    } catch (IOException | UncheckedIOException later) {
      LOG.warn("pages of forgotten models are not collected yet: {}", later.getMessage());
    }
  }

  @Override
  public Prediction predict(Predictor predictor, List<byte[]> images, Duration patience)
      throws InterruptedException {
    try {
      var voting = voting(predictor);
      if (voting.isEmpty()) {
        return new Prediction.NoSuchModel(predictor instanceof Predictor.Single(var n) ? n : "");
      }
      var side = side(predictor);
      var decoded = new ArrayList<MemorySegment>();
      for (int i = 0; i < images.size(); i++) {
        var pixels = Arena.ofAuto().allocate(3L * side * side);
        if (!decodes(images.get(i), pixels, side)) {
          return new Prediction.Undecodable(i);
        }
        decoded.add(pixels);
      }
      return queue(predictor, voting.get()).ask(decoded, patience.toNanos());
    } catch (IOException broken) {
      return new Prediction.Unavailable("it cannot predict now: " + broken.getMessage());
    }
  }

  private synchronized PredictionQueue queue(Predictor predictor, Ballot voting) {
    var key = new QueueKey(predictor, voting.most(), voting.classes());
    var queue = queues.computeIfAbsent(key, each -> new PredictionQueue(voting));
    if (queues.size() > MOST_QUEUES) {
      // A queue that still runs ends by itself.
      queues.pollFirstEntry();
    }
    return queue;
  }

  private Optional<Ballot> voting(Predictor predictor) throws IOException {
    return switch (predictor) {
      case Predictor.Ensemble(var spec, var verdict) ->
          Optional.of(
              new Ballot(
                  store,
                  () -> registry.members(spec, verdict.members()),
                  spec.batchSize(),
                  spec.classes(),
                  verdict.combination()));
      case Predictor.Single(String name) -> {
        var known = library.find(name).usable();
        yield known.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Ballot(
                    store,
                    () -> List.of(registry.units(name)),
                    known.getFirst().facts().batch(),
                    known.getFirst().facts().classes(),
                    null));
      }
    };
  }

  private int side(Predictor predictor) throws IOException {
    return switch (predictor) {
      case Predictor.Ensemble(var spec, var _) -> spec.preprocess().side();
      case Predictor.Single(String name) -> library.find(name).usable().getFirst().facts().side();
    };
  }

  /** What is no image, or a broken one, is not decoded, whatever the decoder makes of it. */
  private boolean decodes(byte[] image, MemorySegment pixels, int side) {
    try {
      return image.length > 0
          && decoders.decode(List.of(MemorySegment.ofArray(image)), pixels, side, side);
    } catch (RuntimeException broken) {
      return false;
    }
  }

  @Override
  public Registration register(ModelWish wish) throws InterruptedException {
    var created = !library.names().contains(wish.name());
    return registry.register(wish) instanceof ModelRegistry.Outcome.Refused(var field, var reason)
        ? new Registration.Refused(field, reason)
        : new Registration.Registered(find(wish.name()).orElseThrow(), created);
  }

  @Override
  public List<String> names(String after, int limit) {
    return library.names().stream().filter(name -> name.compareTo(after) > 0).limit(limit).toList();
  }

  @Override
  public Optional<ModelCard.Facts> facts(String name) {
    try {
      return library.find(name).usable().stream().findFirst().map(ModelManifest::facts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<ModelCard> find(String name) {
    try {
      var found = library.find(name);
      if (found.usable().isEmpty()) {
        return Optional.empty();
      }
      var manifest = found.usable().getFirst();
      var fault = found.fault().isEmpty() ? store.damage(manifest.key()) : found.fault();
      return Optional.of(
          new ModelCard(
              name,
              manifest.facts(),
              manifest.origin().words(),
              manifest.key(),
              new ModelCard.Pages(manifest.storedBytes(), manifest.pages().size()),
              store.use(manifest.key()),
              fault));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ModelCard.Shared shared(String name) {
    try {
      var usable = library.find(name).usable();
      return usable.isEmpty() ? ModelCard.Shared.NOTHING : library.shared(usable.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean remove(String name) {
    try {
      for (var manifest : library.find(name).usable()) {
        store.forget(manifest.key());
      }
      return library.remove(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Opening open(String name, String lease, Duration length) throws InterruptedException {
    try {
      var units = registry.units(name);
      if (units.isEmpty()) {
        return new Opening.Not(new Prediction.NoSuchModel(name));
      }
      var until = System.nanoTime() + PATIENCE_NANOS;
      for (int next = 0; ; next++) {
        try {
          store.open(lease, units.get(next), length.toNanos(), until);
          return new Opening.Opened();
        } catch (NotOpenedException not) {
          if (not.why() != Why.DAMAGED || next == units.size() - 1) {
            return new Opening.Not(PredictionQueue.refusal(not));
          }
        }
      }
    } catch (IOException broken) {
      return new Opening.Not(new Prediction.Unavailable(String.valueOf(broken.getMessage())));
    }
  }

  @Override
  public boolean renew(String lease) {
    return store.renew(lease);
  }

  @Override
  public boolean close(String lease) {
    return store.close(lease);
  }

  @Override
  public Fill fill() {
    try {
      var bytes = library.storedAndNamedBytes();
      return new Fill(
          store.fill(ModelTier.GPU),
          store.fill(ModelTier.MEMORY),
          store.fill(ModelTier.DISK),
          bytes[0],
          bytes[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Counts counts() {
    return store.counts();
  }

  @Override
  public void close() {
    store.close();
  }
}
