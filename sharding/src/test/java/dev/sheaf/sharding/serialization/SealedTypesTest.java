package dev.sheaf.sharding.serialization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SealedTypesTest {
  private final ObjectMapper mapper =
      JsonMapper.builder().addModule(new SealedHierarchies()).build();

  sealed interface Shape {}

  sealed interface Round extends Shape {}

  record Circle(int radius) implements Round {}

  record Point() implements Round {}

  record Square(int side, Shape inside) implements Shape {}

  enum Flat implements Shape {
    LINE,
    PLANE
  }

  record Drawing(Shape first, List<Shape> others, Map<String, Round> named) {}

  record OneCircle(Circle circle) {}

  sealed interface Twins {
    record Same() implements Twins {}

    sealed interface Deeper extends Twins {
      record Same() implements Deeper {}
    }
  }

  record Family(Twins child) {}

  @Test
  void sealedFieldsListsAndMapsComeBackAsTheirLeaves() throws JsonProcessingException {
    var drawing =
        new Drawing(
            new Square(2, new Circle(1)),
            List.of(new Point(), Flat.PLANE, new Square(3, Flat.LINE)),
            Map.of("dot", new Point()));
    var json = mapper.writeValueAsString(drawing);
    assertEquals(drawing, mapper.readValue(json, Drawing.class));
  }

  @Test
  void aLeafIsNamedByItsSimpleName() throws JsonProcessingException {
    var json = mapper.writeValueAsString(new Drawing(new Circle(4), List.of(), Map.of()));
    assertTrue(json.contains("{\"@type\":\"Circle\",\"radius\":4}"), json);
  }

  @Test
  void aFieldOfALeafTypeNeedsNoName() throws JsonProcessingException {
    var json = mapper.writeValueAsString(new OneCircle(new Circle(4)));
    assertEquals("{\"circle\":{\"radius\":4}}", json);
    assertEquals(new OneCircle(new Circle(4)), mapper.readValue(json, OneCircle.class));
  }

  @Test
  void aNameOutsideTheHierarchyIsRefused() {
    var json = "{\"first\":{\"@type\":\"java.io.File\"},\"others\":[],\"named\":{}}";
    assertThrows(InvalidTypeIdException.class, () -> mapper.readValue(json, Drawing.class));
  }

  @Test
  void aNameOfAnotherBranchIsRefused() {
    var json =
        "{\"first\":{\"@type\":\"Point\"},\"others\":[],\"named\":{\"a\":{\"@type\":\"Square\"}}}";
    assertThrows(InvalidTypeIdException.class, () -> mapper.readValue(json, Drawing.class));
  }

  @Test
  void twoLeavesOfOneNameAreReported() {
    var failure =
        assertThrows(
            Exception.class, () -> mapper.writeValueAsString(new Family(new Twins.Same())));
    assertTrue(failure.toString().contains("must differ in simple name"), failure::toString);
  }
}
