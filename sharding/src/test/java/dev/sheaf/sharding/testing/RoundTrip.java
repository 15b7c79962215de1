package dev.sheaf.sharding.testing;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Sends values through the serializer of an actor system, as another node or the journal would. */
public final class RoundTrip {
  private final Serialization serialization;

  /** Round trips by the settings of {@code system}. */
  public RoundTrip(ActorSystem<?> system) {
    this.serialization = SerializationExtension.get(Adapter.toClassic(system));
  }

  /** What comes out for {@code value}. */
  public Object of(Object value) {
    var serializer = serialization.findSerializerFor(value);
    var manifest = Serializers.manifestFor(serializer, value);
    return serialization.deserialize(bytes(value), serializer.identifier(), manifest).get();
  }

  /** The bytes of {@code value}. */
  public byte[] bytes(Object value) {
    return serialization.serialize(value).get();
  }

  /** True when two values are the same, arrays inside records included. */
  public static boolean same(Object a, Object b) {
    if (a instanceof List<?> left && b instanceof List<?> right) {
      return left.size() == right.size()
          && allMatch(left.size(), i -> same(left.get(i), right.get(i)));
    }
    if (a.getClass() != b.getClass() || !a.getClass().isRecord()) {
      return Objects.deepEquals(a, b);
    }
    return Arrays.stream(a.getClass().getRecordComponents())
        .allMatch(component -> same(read(component, a), read(component, b)));
  }

  private static boolean allMatch(int size, IntPredicate test) {
    return IntStream.range(0, size).allMatch(test);
  }

  private static Object read(RecordComponent component, Object from) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(from);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.toString(), e);
    }
  }
}
