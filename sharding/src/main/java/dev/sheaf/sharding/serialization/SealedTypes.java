package dev.sheaf.sharding.serialization;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells Jackson what annotations would: that a sealed type of Sheaf is written with the name of its
 * leaf, and which leaves it has.
 *
 * <p>Only types below {@code dev.sheaf} are touched. The set of leaves is closed at compile time,
 * so no byte string can name a class that the hierarchy does not permit.
 */
final class SealedTypes extends NopAnnotationIntrospector {
  private static final long serialVersionUID = 1L;
  private static final String OURS = "dev.sheaf.";
  private static final String NAME_PROPERTY = "@type";

  @Override
  public @Nullable TypeResolverBuilder<?> findTypeResolver(
      MapperConfig<?> config, AnnotatedClass type, JavaType baseType) {
    if (!isOurs(type.getRawType())) {
      return null;
    }
    return new StdTypeResolverBuilder()
        .init(JsonTypeInfo.Id.NAME, null)
        .inclusion(JsonTypeInfo.As.PROPERTY)
        .typeProperty(NAME_PROPERTY);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated type) {
    return isOurs(type.getRawType()) ? leavesByName(type.getRawType()) : null;
  }

  private static boolean isOurs(Class<?> type) {
    return type.isSealed() && type.getName().startsWith(OURS);
  }

  private static List<NamedType> leavesByName(Class<?> root) {
    var named = new LinkedHashMap<String, Class<?>>();
    for (var leaf : leaves(root)) {
      var twin = named.putIfAbsent(leaf.getSimpleName(), leaf);
      if (twin != null && twin != leaf) {
        throw new IllegalStateException(
            "leaves of a sealed type must differ in simple name, but below %s there are %s and %s"
                .formatted(root.getName(), twin.getName(), leaf.getName()));
      }
    }
    return named.entrySet().stream().map(e -> new NamedType(e.getValue(), e.getKey())).toList();
  }

  private static List<Class<?>> leaves(Class<?> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    var found = new ArrayList<Class<?>>();
    for (var permitted : type.getPermittedSubclasses()) {
      found.addAll(leaves(permitted));
    }
    return found;
  }
}
