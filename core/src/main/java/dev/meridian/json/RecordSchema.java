package dev.meridian.json;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Derives the JSON Schema of a record from its components, as [Json] writes and reads them: text,
/// numbers, flags, enums, times, lists, maps with text as keys, and records of those. What it does
/// not know, such as other classes, a record within itself, or one with annotations of Jackson, it
/// takes for any value.
///
/// A component is required and not null if it is a primitive; otherwise unless it is an `Optional`
/// or annotated `Nullable` (by whatever library). As `lenient`, it may be null, too, if its record
/// does not say by JSpecify's `NullMarked` that it knows what is null.
final class RecordSchema {
  private static final String TYPE = "type";
  private static final String STRING = "string";
  private static final Set<Class<?>> WHOLE =
      Set.of(
          byte.class,
          short.class,
          int.class,
          long.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          BigInteger.class);
  private static final Set<Class<?>> REAL =
      Set.of(float.class, double.class, Float.class, Double.class, BigDecimal.class);
  private static final Map<Class<?>, String> FORMATS =
      Map.of(
          Instant.class, "date-time",
          OffsetDateTime.class, "date-time",
          LocalDate.class, "date",
          Duration.class, "duration",
          UUID.class, "uuid",
          URI.class, "uri-reference");
  private static final Set<Class<?>> TEXT =
      Set.of(String.class, CharSequence.class, char.class, Character.class, LocalTime.class);

  private final boolean lenient;
  private final Deque<Class<?>> within = new ArrayDeque<>();

  private RecordSchema(boolean lenient) {
    this.lenient = lenient;
  }

  /// The schema of a record; of any value if it is something else.
  static ObjectNode of(Class<?> type, boolean lenient) {
    return type.isRecord() ? new RecordSchema(lenient).schema(type) : Json.object();
  }

  private ObjectNode schema(Type type) {
    return switch (type) {
      case Class<?> plain -> schema(plain);
      case ParameterizedType generic when generic.getRawType() instanceof Class<?> raw ->
          generic(raw, generic.getActualTypeArguments());
      case GenericArrayType array -> list(array.getGenericComponentType());
      case Type _ -> Json.object();
    };
  }

  private ObjectNode schema(Class<?> type) {
    if (WHOLE.contains(type)) {
      return typed("integer");
    }
    if (REAL.contains(type)) {
      return typed("number");
    }
    if (type == boolean.class || type == Boolean.class) {
      return typed("boolean");
    }
    if (FORMATS.containsKey(type)) {
      return typed(STRING).put("format", FORMATS.get(type));
    }
    if (TEXT.contains(type) || type == byte[].class) {
      return typed(STRING);
    }
    if (type.isArray()) {
      return list(type.componentType());
    }
    return type.isEnum() ? enumeration(type) : members(type);
  }

  private ObjectNode generic(Class<?> raw, Type... arguments) {
    if (Collection.class.isAssignableFrom(raw) && arguments.length == 1) {
      return list(arguments[0]);
    }
    if (raw == Map.class && arguments[0] == String.class) {
      return typed("object").set("additionalProperties", schema(arguments[1]));
    }
    return raw == Optional.class ? schema(arguments[0]) : Json.object();
  }

  private ObjectNode list(Type items) {
    return typed("array").set("items", schema(items));
  }

  private static ObjectNode enumeration(Class<?> type) {
    ObjectNode schema = typed(STRING);
    ArrayNode words = schema.putArray("enum");
    for (Object constant : type.getEnumConstants()) {
      words.add(Json.of(constant));
    }
    return schema;
  }

  private ObjectNode members(Class<?> type) {
    if (!type.isRecord() || within.contains(type) || isOwnForm(type)) {
      return Json.object();
    }
    within.push(type);
    ObjectNode schema = typed("object");
    ArrayNode required = Json.array();
    ObjectNode properties = schema.putObject("properties");
    for (RecordComponent component : type.getRecordComponents()) {
      ObjectNode member = schema(component.getGenericType());
      boolean nullable = isNullable(component, type);
      properties.set(component.getName(), nullable ? orNull(member) : member);
      if (!nullable) {
        required.add(component.getName());
      }
    }
    within.pop();
    return required.isEmpty() ? schema : schema.set("required", required);
  }

  private boolean isNullable(RecordComponent component, Class<?> owner) {
    if (component.getType().isPrimitive()) {
      return false;
    }
    return component.getType() == Optional.class
        || isAnnotated("Nullable", component, component.getAnnotatedType(), component.getAccessor())
        || (lenient && !isNullMarked(owner));
  }

  private static boolean isNullMarked(Class<?> type) {
    if (type.isAnnotationPresent(NullUnmarked.class)) {
      return false;
    }
    boolean here =
        type.isAnnotationPresent(NullMarked.class)
            || type.getPackage().isAnnotationPresent(NullMarked.class);
    Class<?> around = type.getEnclosingClass();
    return here || (around != null && isNullMarked(around));
  }

  private static boolean isAnnotated(String name, AnnotatedElement... elements) {
    return Stream.of(elements)
        .flatMap(element -> Stream.of(element.getAnnotations()))
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals(name));
  }

  /// Whether annotations of Jackson may give the record another form than its components have.
  private static boolean isOwnForm(Class<?> type) {
    return Stream.concat(
            Stream.of(type.getAnnotations()),
            Stream.of(type.getRecordComponents())
                .flatMap(component -> Stream.of(component.getAccessor().getAnnotations())))
        .map(Annotation::annotationType)
        .anyMatch(annotation -> annotation.getName().contains(".jackson."));
  }

  /// Null, too: `null` among the types, and among the words of an enum.
  private static ObjectNode orNull(ObjectNode schema) {
    JsonNode type = schema.path(TYPE);
    if (type.isString()) {
      schema.set(TYPE, Json.array().add(type).add("null"));
    }
    if (schema.get("enum") instanceof ArrayNode words) {
      words.addNull();
    }
    return schema;
  }

  private static ObjectNode typed(String type) {
    return Json.object().put(TYPE, type);
  }
}
