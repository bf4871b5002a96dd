"""The chatbot: a question's way to a checked answer, and the doors to it."""
