package io.runpaths.s3;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One of S3's documents that are nothing but a list of texts: an error, or the result of a copy.
 *
 * @param root the root element's name
 * @param texts the texts of the elements in it, by name; the first of each
 */
record ShortDocument(String root, Map<String, String> texts) {
  private static final XMLInputFactory PARSERS = parsers();

  /** Without document types there are neither entities that grow nor files to be read. */
  private static XMLInputFactory parsers() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /**
   * Reads a document.
   *
   * @throws XMLStreamException if the bytes are none
   */
  static ShortDocument of(byte[] bytes) throws XMLStreamException {
    XMLStreamReader reader = reader(bytes);
    try {
      reader.nextTag();
      String root = reader.getLocalName();
      Map<String, String> texts = new HashMap<>();
      int depth = 1;
      StringBuilder text = new StringBuilder();
      while (depth > 0) {
        switch (reader.next()) {
          case XMLStreamConstants.START_ELEMENT -> {
            depth++;
            text.setLength(0);
          }
          case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
          case XMLStreamConstants.END_ELEMENT -> {
            if (depth == 2) {
              texts.putIfAbsent(reader.getLocalName(), text.toString());
            }
            depth--;
          }
          default -> {
            // Comments and the like.
          }
        }
      }
      return new ShortDocument(root, texts);
    } finally {
      reader.close();
    }
  }

  /** A parser for a document of the protocol. */
  static XMLStreamReader reader(byte[] bytes) throws XMLStreamException {
    return PARSERS.createXMLStreamReader(new ByteArrayInputStream(bytes));
  }

  /** The text of an element, if there is one. */
  Optional<String> text(String element) {
    return Optional.ofNullable(texts.get(element));
  }
}
