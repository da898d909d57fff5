y
//# sourceMappingURL=b.js.map