package dev.sheaf.gpu.model;

import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.ModelWish;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Takes models into a library, and says what a process is told of them. */
final class ModelRegistry {
  private final ModelLibrary library;
  private final ModelSettings settings;
  private final ResidentModels.Ports ports;
  private final Map<String, Assignment> found = new ConcurrentHashMap<>();

  ModelRegistry(ModelLibrary library, ModelSettings settings, ResidentModels.Ports ports) {
    this.library = library;
    this.settings = settings;
    this.ports = ports;
  }

  /** What came of a wish. */
  sealed interface Outcome {
    /** The library knows the model. */
    record Known(ModelManifest manifest) implements Outcome {}

    /** It cannot, for what this field says. */
    record Refused(String field, String reason) implements Outcome {}
  }

  Outcome register(ModelWish wish) throws InterruptedException {
    return switch (wish) {
      case ModelWish.OfMember(String name, EnsembleSpec spec, String member) ->
          ofMember(name, spec, member);
      case ModelWish.OfFile file -> ofFile(file);
    };
  }

  private Outcome ofMember(String name, EnsembleSpec spec, String member) {
    try {
      var assignment = ports.members().find(spec, member);
      var words = "the best checkpoint of %s of %s".formatted(member, spec.name());
      return new Outcome.Known(take(name, spec, assignment, words));
    } catch (IOException unreadable) {
      return new Outcome.Refused("member", String.valueOf(unreadable.getMessage()));
    }
  }

  private ModelManifest take(String name, EnsembleSpec spec, Assignment assignment, String words)
      throws IOException {
    var file = assignment.checkpoint();
    if (!Files.exists(file)) {
      throw new IOException(
          "no node that is up has the checkpoint %s".formatted(file.getFileName()));
    }
    var origin = new ModelManifest.Origin("", "", words, tag(file));
    return library.take(name, facts(assignment, spec.version().dataset()), origin, file);
  }

  /** Changes whenever the file is written anew. */
  private static String tag(Path file) throws IOException {
    return Files.size(file) + "@" + Files.getLastModifiedTime(file).toInstant();
  }

  private static ModelCard.Facts facts(Assignment assignment, String dataset) {
    var model = assignment.recipe().model();
    var training = assignment.recipe().training();
    return new ModelCard.Facts(
        model.architecture(),
        model.width(),
        model.classes(),
        training.optimizer().name().toLowerCase(Locale.ROOT),
        assignment.images().size().height(),
        assignment.reading().batchSize(),
        0,
        dataset);
  }

  private Outcome ofFile(ModelWish.OfFile wish) throws InterruptedException {
    OriginPages.Place place;
    try {
      place = ports.origin().index(wish.name(), wish.uri());
    } catch (IOException refused) {
      return new Outcome.Refused("uri", String.valueOf(refused.getMessage()));
    }
    var takes = settings.deviceBytes(assignment(wish.name(), wish.facts()), place.sizeBytes());
    if (takes > settings.budgets().gpuBytes()) {
      return new Outcome.Refused(
          "uri",
          "%s takes %,d bytes on the accelerator, but all models may take %,d"
              .formatted(wish.uri(), takes, settings.budgets().gpuBytes()));
    }
    return noted(wish, place);
  }

  /** Reads the file once, into one that has no name any more, for the hashes of its pages. */
  private Outcome noted(ModelWish.OfFile wish, OriginPages.Place place)
      throws InterruptedException {
    try (var arena = Arena.ofShared()) {
      var weights = passing(place.sizeBytes(), arena);
      ports.origin().read(place.version(), weights);
      var pages = new ArrayList<String>();
      for (int page = 0; page < WeightPages.count(place.sizeBytes()); page++) {
        pages.add(WeightPages.hash(WeightPages.slice(weights, page)));
      }
      var version = place.version().dataset() + " " + place.version().hash();
      var origin =
          new ModelManifest.Origin(wish.uri().toString(), version, wish.uri().toString(), "");
      return new Outcome.Known(
          library.note(
              new ModelManifest(
                  wish.name(),
                  wish.facts(),
                  origin,
                  place.sizeBytes(),
                  MaskedCheckpoint.weightBytes(weights, wish.facts()),
                  pages)));
    } catch (DamagedException unfit) {
      return new Outcome.Refused("task", wish.uri() + ": " + unfit.getMessage());
    } catch (IOException unreadable) {
      return new Outcome.Refused("uri", String.valueOf(unreadable.getMessage()));
    }
  }

  private MemorySegment passing(long sizeBytes, Arena arena) throws IOException {
    var path = Files.createTempFile(Files.createDirectories(settings.library()), "taken", ".tmp");
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(MapMode.READ_WRITE, 0, sizeBytes, arena);
    } finally {
      Files.delete(path);
    }
  }

  /** The members of an ensemble, each taken in if it is new or has changed. */
  List<List<ModelStore.Unit>> members(EnsembleSpec spec, List<String> members) throws IOException {
    var all = new ArrayList<List<ModelStore.Unit>>();
    for (var member : members) {
      var assignment = found(spec, member);
      takeIfChanged(spec, member, assignment);
      all.add(
          library.find(name(spec, member)).usable().stream()
              .map(manifest -> new ModelStore.Unit(manifest, assignment))
              .toList());
    }
    return all;
  }

  /** Other nodes are asked once for what will not change any more. */
  private Assignment found(EnsembleSpec spec, String member) throws IOException {
    var name = name(spec, member);
    var known = found.get(name);
    if (known != null) {
      return known;
    }
    var assignment = ports.members().find(spec, member);
    found.put(name, assignment);
    return assignment;
  }

  private static String name(EnsembleSpec spec, String member) {
    return spec.name() + "." + member;
  }

  private synchronized void takeIfChanged(EnsembleSpec spec, String member, Assignment assignment)
      throws IOException {
    var known = library.find(name(spec, member)).usable();
    var file = assignment.checkpoint();
    if (known.isEmpty()
        || (Files.exists(file) && !known.getFirst().origin().tag().equals(tag(file)))) {
      take(
          name(spec, member),
          spec,
          assignment,
          "the best checkpoint of %s of %s".formatted(member, spec.name()));
    }
  }

  /** The weights of a model, the newest first; empty when there is no such model. */
  List<ModelStore.Unit> units(String name) throws IOException {
    return library.find(name).usable().stream()
        .map(manifest -> new ModelStore.Unit(manifest, assignment(name, manifest.facts())))
        .toList();
  }

  /** What a process is told of a model that predicts and is not trained. */
  private static Assignment assignment(String name, ModelCard.Facts facts) {
    return new Assignment(
        name,
        Assignment.Reading.nothing(facts.batch()),
        new Assignment.Recipe(
            new ModelSpec(facts.architecture(), facts.width(), facts.classes()),
            new TrainingSpec(
                TrainingSpec.Optimizer.valueOf(facts.optimizer().toUpperCase(Locale.ROOT)),
                1,
                0,
                0,
                TrainingSpec.Schedule.CONSTANT,
                1,
                0,
                0)),
        new Assignment.Images(new Augmentation.Size(facts.side(), facts.side()), Augmentation.NONE),
        Path.of(name),
        null);
  }
}
