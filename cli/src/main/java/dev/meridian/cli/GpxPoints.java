package dev.meridian.cli;

import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.node.ObjectNode;

/// The points of the tracks of a GPX document (topografix.com/GPX/1/1), as compact positions:
/// `time`, `lon`, `lat` and the `altitude`. Documents may not name other files. For one thread.
final class GpxPoints {
  private final InputStream in;

  GpxPoints(InputStream in) {
    this.in = in;
  }

  /// Gives the points in order.
  ///
  /// @throws IOException if it is no XML
  void forEach(Consumer<ObjectNode> sink) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(in);
      while (reader.hasNext()) {
        if (reader.next() == XMLStreamConstants.START_ELEMENT
            && reader.getLocalName().equals("trkpt")) {
          sink.accept(point(reader));
        }
      }
    } catch (XMLStreamException e) {
      throw new IOException("no XML: " + e.getMessage(), e);
    }
  }

  private static ObjectNode point(XMLStreamReader reader) throws XMLStreamException {
    ObjectNode json = Json.object();
    number(json, "lon", reader.getAttributeValue(null, "lon"));
    number(json, "lat", reader.getAttributeValue(null, "lat"));
    int depth = 1;
    while (depth > 0) {
      int event = reader.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        String name = reader.getLocalName();
        if (depth == 1 && name.equals("time")) {
          json.put("time", reader.getElementText().strip());
        } else if (depth == 1 && name.equals("ele")) {
          number(json, "altitude", reader.getElementText().strip());
        } else {
          depth++;
        }
      }
    }
    return json;
  }

  /// What is no number is left as it is, for the reader to complain of.
  private static void number(ObjectNode json, String name, String value) {
    try {
      json.put(name, Double.parseDouble(String.valueOf(value)));
    } catch (NumberFormatException e) {
      json.put(name, String.valueOf(value));
    }
  }
}
