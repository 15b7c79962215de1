package dev.sheaf.node.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.tier.TierKind;
import dev.sheaf.actors.tier.TierRead;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages written back to a folder, read again from there. */
final class PackedFolderTest {
  private static final int IMAGES = 200;

  @TempDir private Path folder;
  private final FileOrigin origin = new FileOrigin(List.of());
  private URI pack = URI.create("file:///");
  private TieredDataset dataset;

  @BeforeEach
  void makeDataset() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      var file = folder.resolve("set/class-%d/%03d.jpg".formatted(i % 4, i));
      Files.createDirectories(file.getParent());
      Files.write(file, ("image " + i).repeat(200 + i % 7).getBytes(UTF_8));
    }
    pack = folder.resolve("packs").toUri();
    dataset = indexed(Optional.of(pack));
    assertTrue(dataset.manifest().table().packages() > 1, "several packages");
  }

  private TieredDataset indexed(Optional<URI> place) throws IOException {
    return TieredDataset.index(
        origin, folder.resolve("set").toUri(), folder.resolve("state"), place);
  }

  private int packages() {
    return dataset.manifest().table().packages();
  }

  private Path packed(int index) {
    return folder.resolve(
        "packs/%s/%08d.pack".formatted(dataset.manifest().version().hash(), index));
  }

  @Test
  void oncePackedAPackageIsOneGet() throws InterruptedException {
    assertEquals(IMAGES, dataset.readAll());
    assertEquals(packages(), origin.meter().puts());

    assertEquals(packages(), dataset.readAll());
    assertEquals(packages(), dataset.packs().figures().reads());
    assertEquals(packages(), origin.meter().puts(), "nothing is written twice");
  }

  @Test
  void aSampleAloneIsARangeOfThePackedObjectOrOfItsOwn() throws Exception {
    var id = dataset.manifest().table().firstId(1) + 1;
    var length = dataset.manifest().length(id);
    var before = dataset.readSample(id);
    assertEquals(new TierRead.Read(TierKind.ORIGIN, Map.of(), 1, length), before);

    dataset.readAll();
    assertEquals(before, dataset.readSample(id));

    var bytes = Files.readAllBytes(packed(1));
    bytes[(int) dataset.manifest().offsetInPackage(id)] ^= 1;
    Files.write(packed(1), bytes);
    assertEquals(before, dataset.readSample(id), "the original is read");
    assertEquals(1, dataset.packs().figures().damaged());
  }

  @Test
  void anotherProcessFindsWhatIsPackedByOneListing() throws InterruptedException {
    dataset.readAll();
    var lists = origin.meter().lists();

    var other = dataset.again(origin, Optional.of(pack));

    assertEquals(packages(), other.readAll());
    assertEquals(1, origin.meter().lists() - lists);
  }

  @Test
  void aDamagedPackedObjectIsNotServedAndTheOriginalsAre() throws Exception {
    dataset.readAll();
    var bytes = Files.readAllBytes(packed(1));
    bytes[bytes.length / 2] ^= 1;
    Files.write(packed(1), bytes);

    var gets = dataset.read(1).gets();

    assertEquals(dataset.manifest().table().count(1), gets);
    assertEquals(1, dataset.packs().figures().damaged());
    assertEquals(gets, dataset.read(1).gets(), "it is not asked again");
    assertEquals(1, dataset.packs().figures().damaged());
    assertEquals(bytes.length, Files.size(packed(1)), "nor overwritten or deleted");
  }

  @Test
  void aPackedObjectThatWasCutIsNotUsed() throws Exception {
    dataset.readAll();
    Files.write(packed(0), new byte[3]);

    assertEquals(dataset.manifest().table().count(0), dataset.read(0).gets(), "seen when read");
    var other = dataset.again(origin, Optional.of(pack));
    assertEquals(other.manifest().table().count(0), other.read(0).gets(), "seen when listed");
    assertEquals(3, Files.size(packed(0)));
  }

  @Test
  void aPackedObjectThatWasDeletedIsWrittenAgain() throws Exception {
    dataset.readAll();
    Files.delete(packed(0));

    assertEquals(dataset.manifest().table().count(0), dataset.read(0).gets());
    assertTrue(Files.exists(packed(0)));
    assertEquals(1, dataset.read(0).gets());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNoErrorOfTheRead() throws Exception {
    Files.writeString(folder.resolve("packs"), "a file where a folder should be");

    assertEquals(IMAGES, dataset.readAll());
    assertTrue(dataset.packs().figures().failures() > 0);
  }

  @Test
  void withoutAPlaceNothingIsListedOrWritten() throws Exception {
    var lists = origin.meter().lists();
    var plain = dataset.again(origin, Optional.empty());

    assertEquals(IMAGES, plain.readAll());
    assertEquals(IMAGES, plain.readAll());
    assertEquals(0, origin.meter().lists() - lists);
    assertEquals(0, origin.meter().puts());
  }

  @Test
  void nothingIsWrittenOutsideTheAllowedFolders() throws IOException {
    var bound = new FileOrigin(List.of(folder.resolve("set")));

    var refusal =
        Assertions.assertThrows(
            OriginException.class,
            () -> bound.write(pack, "00000000.pack", MemorySegment.ofArray(new byte[3])));

    assertEquals(OriginException.Reason.DENIED, refusal.reason());
    assertFalse(Files.exists(folder.resolve("packs")));
  }
}
