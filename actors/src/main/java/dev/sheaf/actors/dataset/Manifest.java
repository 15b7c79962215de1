package dev.sheaf.actors.dataset;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A dataset version's samples: what each is, and where its bytes are.
 *
 * <p>Memory-mapped and shared by all readers of a node; every lookup is O(1) or a short scan, and
 * nothing is held on heap per sample. Inside a package's bytes, samples lie one after another in
 * order of id, so a sample's place is the sum of the lengths before it.
 */
public interface Manifest {
  /** The version this manifest defines. */
  DatasetVersion version();

  /** Where the objects are. */
  URI root();

  /** How samples are cut into packages. */
  PackageTable table();

  /** Class names in order of label. */
  List<String> classes();

  /** Length of sample {@code id} in bytes. */
  int length(long id);

  /** Label of sample {@code id}; -1 when it has none. */
  int label(long id);

  /** CRC-32 of sample {@code id}'s bytes. */
  int crc(long id);

  /** Where sample {@code id}'s bytes begin inside its package's bytes. */
  long offsetInPackage(long id);

  /** A name for messages: the object's key, with the member or record where it has several. */
  String nameOf(long id);

  /**
   * The reads that fetch package {@code index} whole, in order of its bytes; each is one GET. Reads
   * of different objects may run side by side.
   */
  List<ManifestRead> reads(int index);

  /** The read that fetches sample {@code id} and nothing else; one GET. */
  default ManifestRead readOf(long id) {
    for (var read : reads(table().packageOf(id))) {
      for (var cut : read.cuts()) {
        if (cut.id() == id) {
          var only = List.of(new Cut(id, 0, cut.lengthBytes()));
          return new ManifestRead(
              read.key(), read.tag(), read.offset() + cut.offset(), cut.lengthBytes(), only);
        }
      }
    }
    throw new IllegalStateException("no read of the package of sample " + id + " has it");
  }

  /** How many objects of the origin hold the samples; an object may hold none. */
  default int objects() {
    return Math.toIntExact(table().samples());
  }

  /** The key of an object below the root, empty where the root is the object; as it was listed. */
  default String key(int object) {
    return nameOf(object);
  }

  /** The number of the object that holds sample {@code id}, in the order of the listing. */
  default int objectOf(long id) {
    return Math.toIntExact(id);
  }

  /** Where sample {@code id}'s bytes begin in their object. */
  default long placeOf(long id) {
    return 0;
  }

  /** Whether each object's key is greater than the one before, as unsigned bytes of UTF-8. */
  default boolean keysAscend() {
    var before = new byte[0];
    for (int object = 0; object < objects(); object++) {
      var key = key(object).getBytes(StandardCharsets.UTF_8);
      if (object > 0 && Arrays.compareUnsigned(before, key) >= 0) {
        return false;
      }
      before = key;
    }
    return true;
  }

  /** How samples are encoded: jpeg/png and so on ({@code image}), or {@code cifar} records. */
  String encoding();

  /**
   * One read of an object that gives a run of a package's bytes.
   *
   * @param key the object's key below the root
   * @param tag the tag it was listed with; 0 where only the checksums tell a change
   * @param offset where the run begins in the object
   * @param cuts the pieces of the run that are samples, in order; bytes between them are skipped
   * @param lengthBytes how many bytes are read
   */
  record ManifestRead(String key, long tag, long offset, int lengthBytes, List<Cut> cuts) {}

  /**
   * A sample inside a read.
   *
   * @param id the sample
   * @param offset where its bytes begin inside the read
   * @param lengthBytes how many bytes it has
   */
  record Cut(long id, int offset, int lengthBytes) {}
}
