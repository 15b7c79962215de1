package dev.sheaf.actors.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.dataset.PlacedSamples.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The way back from ids to keys and places, whatever a layout made of their order. */
final class OriginOrderTest {
  private static final long SEEDS = 50;

  /** Archives cut into pieces of neighbours, whose order is shuffled; some archives are empty. */
  private static PlacedSamples archives(Random draw) {
    var pieces = new ArrayList<List<Place>>();
    var objects = 1 + draw.nextInt(4);
    for (int object = 0; object < objects; object++) {
      var offset = 512L;
      for (int piece = draw.nextInt(6); piece > 0; piece--) {
        var places = new ArrayList<Place>();
        for (int sample = 1 + draw.nextInt(5); sample > 0; sample--) {
          places.add(new Place(object, offset));
          offset += 512L * (1 + draw.nextInt(9));
        }
        pieces.add(places);
      }
    }
    pieces.add(List.of(new Place(objects, 512)));
    Collections.shuffle(pieces, draw);
    var keys = IntStream.rangeClosed(0, objects).mapToObj(o -> o + ".tar").toList();
    return new PlacedSamples(keys, pieces.stream().flatMap(List::stream).toList());
  }

  @Test
  void samplesOfAnArchiveComeInTheOrderOfTheirPlaces() {
    for (long seed = 0; seed < SEEDS; seed++) {
      var manifest = archives(new Random(seed));
      var places = SamplePlaces.of(manifest);
      for (int object = 0; object < manifest.objects(); object++) {
        var expected = inOrder(manifest, object);
        var found = new ArrayList<Long>();
        for (int n = 0; n < places.count(object); n++) {
          found.add(places.id(object, n));
        }
        assertEquals(expected, found, "object " + object + " of seed " + seed);
      }
    }
  }

  private static List<Long> inOrder(PlacedSamples manifest, int object) {
    return LongStream.range(0, manifest.places().size())
        .filter(id -> manifest.objectOf(id) == object)
        .boxed()
        .sorted(Comparator.comparingLong(manifest::placeOf))
        .toList();
  }

  @Test
  void aSampleThatIsAnObjectIsFoundByItsObject() {
    var order = new ArrayList<>(IntStream.range(0, 1000).boxed().toList());
    Collections.shuffle(order, new Random(3));
    var keys = IntStream.range(0, 1000).mapToObj("%04d.jpg"::formatted).toList();
    var places =
        SamplePlaces.of(
            new PlacedSamples(keys, order.stream().map(object -> new Place(object, 0)).toList()));
    for (int id = 0; id < 1000; id++) {
      assertEquals(id, places.id(order.get(id), 0));
      assertEquals(1, places.count(order.get(id)));
    }
  }

  @Test
  void keysAreInTheOrderOfTheirBytesHoweverTheyWereListed() {
    // In UTF-16 the last two would change places.
    var sorted = List.of("", "a", "a-b", "a/b", "aa", "ü", "\uFFFD", "\uD83D\uDE00");
    for (var listed : List.of(sorted, sorted.reversed())) {
      var order = KeyOrder.of(new PlacedSamples(listed, List.of(new Place(0, 0))));
      assertEquals(
          sorted, IntStream.range(0, order.count()).mapToObj(order::key).toList(), "of " + listed);
      for (int rank = 0; rank < sorted.size(); rank++) {
        assertEquals(rank, order.find(sorted.get(rank)));
        assertEquals(sorted.get(rank), listed.get(order.object(rank)));
      }
      assertEquals(-1, order.find("a/"));
      assertEquals(3, order.ceiling("a/".getBytes(StandardCharsets.UTF_8)));
      assertEquals(sorted.size(), order.ceiling(new byte[] {-1}));
    }
  }
}
