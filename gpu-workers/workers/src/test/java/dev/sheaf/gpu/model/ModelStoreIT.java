package dev.sheaf.gpu.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.model.ModelCard;
import dev.sheaf.actors.model.ModelWish;
import dev.sheaf.actors.model.Models.Opening;
import dev.sheaf.actors.model.Models.Registration;
import dev.sheaf.actors.model.Prediction;
import dev.sheaf.actors.model.Predictor;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.gpu.worker.TrainerLaunch;
import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, whose engine is a fake. */
@Timeout(60)
final class ModelStoreIT {
  private static final int SIZE = 3 * WeightPages.PAGE_BYTES + 7;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final ModelCard.Facts FACTS = new ModelCard.Facts("cnn", 8, 2, "sgd", 8, 4, 0, "");

  @TempDir Path folder;
  private final FakeOrigin origin = new FakeOrigin();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var each : opened) {
      each.close();
    }
    assertTrue(isEmpty(folder.resolve("nodes")), "a node leaves nothing behind");
  }

  private static boolean isEmpty(Path of) throws IOException {
    if (!Files.exists(of)) {
      return true;
    }
    try (var all = Files.list(of)) {
      return all.findAny().isEmpty();
    }
  }

  /** A fake: every file is as long, and filled with the number that its name ends with. */
  private static final class FakeOrigin implements OriginPages {
    final AtomicInteger reads = new AtomicInteger();

    @Override
    public Place index(String name, URI uri) throws IOException {
      var number = uri.getPath().substring(uri.getPath().length() - 1);
      if (number.equals("x")) {
        throw new IOException(uri + " is not there");
      }
      return new Place(new DatasetVersion("model." + name, number.repeat(64)), SIZE);
    }

    @Override
    public void read(DatasetVersion version, MemorySegment into) {
      reads.incrementAndGet();
      into.fill((byte) Character.digit(version.hash().charAt(0), 10));
    }
  }

  private ModelSettings settings(ModelBook.Budgets budgets) {
    return new ModelSettings(
        folder.resolve("library"),
        folder.resolve("nodes"),
        budgets,
        EvictionOrder.LRU,
        1_000,
        Duration.ofMinutes(10));
  }

  private static long deviceBytes(int models) {
    return models * (SIZE + 1_000 + 6 * 4 * 3 * 64L);
  }

  private ResidentModels models(ModelBook.Budgets budgets) {
    var models =
        new ResidentModels(
            settings(budgets),
            new ResidentModels.Ports(
                fakeTrainer(),
                ImageDecoders.plain(),
                (spec, member) -> {
                  throw new IllegalStateException("no ensembles here");
                },
                origin));
    opened.add(models);
    return models;
  }

  private ModelStore store(ModelBook.Budgets budgets) {
    var library = new ModelLibrary(folder.resolve("library"), Duration.ZERO);
    var copies = new ModelCopies(library, origin, folder.resolve("nodes"));
    var store = new ModelStore(copies, fakeTrainer(), settings(budgets));
    opened.add(store);
    return store;
  }

  private static TrainerLaunch fakeTrainer() {
    return new TrainerLaunch(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            FakePredictorMain.class.getName()),
        Map.of());
  }

  private ModelStore.Unit unit(int number) throws IOException {
    var pages = new ArrayList<String>();
    var bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) number);
    for (int page = 0; page < WeightPages.count(SIZE); page++) {
      pages.add(WeightPages.hash(WeightPages.slice(MemorySegment.ofArray(bytes), page)));
    }
    var hash = Integer.toString(number).repeat(64);
    var elsewhere = new ModelManifest.Origin("file:///" + number, "m " + hash, "a test", "");
    return new ModelStore.Unit(
        new ModelManifest("m" + number, FACTS, elsewhere, SIZE, SIZE, pages),
        new Assignment(
            "m" + number,
            Assignment.Reading.nothing(4),
            new Assignment.Recipe(
                new ModelSpec("cnn", 8, 2),
                new TrainingSpec(
                    TrainingSpec.Optimizer.SGD, 1, 0, 0, TrainingSpec.Schedule.CONSTANT, 1, 0, 0)),
            new Assignment.Images(new Augmentation.Size(8, 8), Augmentation.NONE),
            Path.of("none"),
            null));
  }

  private static long soon(int millis) {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static void await(BooleanSupplier so) {
    while (!so.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void manyWhoOpenAtOnceShareOneReadAndOneProcess() throws Exception {
    var store = store(new ModelBook.Budgets(deviceBytes(1), SIZE, 0));
    var unit = unit(3);
    var tasks = new ArrayList<FutureTask<ResidentMember>>();
    for (int user = 0; user < 16; user++) {
      var lease = "user-" + user;
      tasks.add(new FutureTask<>(() -> store.open(lease, unit, MINUTE, soon(30_000))));
      Thread.ofVirtual().start(tasks.getLast());
    }
    var first = tasks.getFirst().get();
    for (var task : tasks) {
      assertSame(first, task.get());
    }
    assertEquals(1, origin.reads.get());
    assertEquals(
        new ModelCard.Use(ModelTier.GPU, 16, 16, store.use(unit.key()).lastUsedMillis()),
        store.use(unit.key()));
    var images = List.of(MemorySegment.ofArray(new byte[3 * 64]));
    assertEquals(3, first.predict(images)[0]);
  }

  @Test
  void aModelInUseStaysAndOneThatWasPushedOutComesBackFromMemory() throws Exception {
    var store = store(new ModelBook.Budgets(deviceBytes(1), 2L * SIZE, 0));
    var one = unit(1);
    var two = unit(2);
    store.open("a", one, MINUTE, soon(30_000));
    var refused =
        assertThrows(NotOpenedException.class, () -> store.open("b", two, MINUTE, soon(50)));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("%,d bytes".formatted(deviceBytes(1))),
        refused.getMessage());
    assertEquals(1, store.use(one.key()).references());
    assertTrue(store.close("a"));
    store.open("b", two, MINUTE, soon(30_000));
    assertEquals(ModelTier.MEMORY, store.use(one.key()).tier());
    assertTrue(store.close("b"));
    assertEquals(2, origin.reads.get());
    store.open("c", one, MINUTE, soon(30_000));
    assertEquals(2, origin.reads.get());
    assertEquals(ModelTier.MEMORY, store.use(two.key()).tier());
  }

  @Test
  void aProcessThatIsKilledGivesItsLeasesBackAndIsReplacedFromDisk() throws Exception {
    var store = store(new ModelBook.Budgets(deviceBytes(1), 0, SIZE));
    var unit = unit(4);
    var member = store.open("a", unit, MINUTE, soon(30_000));
    ProcessHandle.of(member.pid()).orElseThrow().destroyForcibly();
    await(() -> store.use(unit.key()).references() == 0);
    assertEquals(ModelTier.DISK, store.use(unit.key()).tier());
    var again = store.open("b", unit, MINUTE, soon(30_000));
    assertNotEquals(member.pid(), again.pid());
    assertEquals(1, origin.reads.get());
  }

  @Test
  void aLeaseThatNobodyRenewsEnds() throws Exception {
    var store = store(new ModelBook.Budgets(deviceBytes(1), SIZE, 0));
    var unit = unit(5);
    store.open("silent", unit, 1, soon(30_000));
    await(() -> store.use(unit.key()).references() == 0);
    assertFalse(store.renew("silent"));
    var tooLarge = store(new ModelBook.Budgets(SIZE, SIZE, 0));
    var refused =
        assertThrows(
            NotOpenedException.class, () -> tooLarge.open("a", unit, MINUTE, soon(30_000)));
    assertEquals(NotOpenedException.Why.TOO_LARGE, refused.why());
  }

  @Test
  void aRegisteredModelPredictsAndADamagedOneFallsBackToTheOneBefore() throws Exception {
    var models = models(new ModelBook.Budgets(deviceBytes(4), 4L * SIZE, 0));
    var wish = new ModelWish.OfFile("six", URI.create("file:///weights-6"), FACTS);
    var registered = assertInstanceOf(Registration.Registered.class, models.register(wish));
    assertTrue(registered.created());
    assertEquals(6, answer(models, "six"));
    var absent = new ModelWish.OfFile("none", URI.create("file:///weights-x"), FACTS);
    assertEquals(
        new Registration.Refused("uri", "file:///weights-x is not there"), models.register(absent));

    var library = new ModelLibrary(folder.resolve("library"), Duration.ZERO);
    for (var number = 7; number <= 8; number++) {
      var bytes = new byte[SIZE];
      Arrays.fill(bytes, (byte) number);
      var file = Files.write(folder.resolve("checkpoint"), bytes);
      library.take("kept", FACTS, new ModelManifest.Origin("", "", "a test", ""), file);
    }
    var page = library.find("kept").usable().getFirst().pages().getLast();
    Files.write(
        folder.resolve("library/pages").resolve(page.substring(0, 2)).resolve(page), new byte[3]);
    assertEquals(7, answer(models, "kept"));
    assertTrue(models.find("kept").orElseThrow().usable().contains("cut short"));
    assertInstanceOf(Opening.Opened.class, models.open("kept", "mine", Duration.ofMinutes(1)));
    assertEquals(
        new Prediction.NoSuchModel("nobody"),
        models.predict(new Predictor.Single("nobody"), List.of(), Duration.ofSeconds(1)));
    assertTrue(models.remove("six"));
    assertEquals(List.of("kept"), models.names("", 9));
  }

  private static float answer(ResidentModels models, String name) throws Exception {
    // A CIFAR record is an image too.
    var image = new byte[3_072];
    var said = models.predict(new Predictor.Single(name), List.of(image), Duration.ofSeconds(30));
    return assertInstanceOf(Prediction.Predicted.class, said).rows().getFirst()[0];
  }
}
